import { fail } from '../../diag/diagnostic.js';
import type { Machine } from './machine.js';
import { findKernel, hasVirtualisation, problemOf, qemu } from './qemu.js';
import { userModeLinux } from './userModeLinux.js';

/** Names the machine that carries the full kernel: uml, kvm, emulated; without it the first of kvm and uml that works here. */
const machineVariable = 'MESHWRIGHT_LAB_FULL_KERNEL';

/**
 * The machine for the full kernel of a lab: QEMU with KVM where a guest boots, else user-mode Linux.
 * @throws DiagnosticError where the one that is asked for by `MESHWRIGHT_LAB_FULL_KERNEL` does not work.
 */
export async function chooseMachine(wish = process.env[machineVariable] ?? ''): Promise<Machine> {
  if (wish === 'uml') return userModeLinux();
  if (wish === '') {
    if (!(await hasVirtualisation())) return userModeLinux();
    const found = await virtual('kvm');
    return typeof found === 'string' ? userModeLinux() : found;
  }
  if (wish !== 'kvm' && wish !== 'emulated') {
    return fail('lab-full-kernel', `${machineVariable}=${wish} names no machine for the full kernel`, {
      fix: 'it is uml, kvm or emulated; without the variable the lab chooses',
    });
  }
  const found = await virtual(wish);
  if (typeof found !== 'string') return found;
  return fail('lab-full-kernel', `the full kernel cannot run as ${machineVariable}=${wish} asks: ${found}`, {
    fix: 'without the variable the lab chooses what works here',
  });
}

/** The machine, or in words what keeps it from working. */
async function virtual(name: 'kvm' | 'emulated'): Promise<Machine | string> {
  const kernel = await findKernel();
  if (typeof kernel === 'string') return kernel;
  const problem = name === 'kvm' ? await problemOf(name, kernel) : undefined;
  return problem ?? qemu(name, kernel);
}
