import { describe, expect, it } from 'vitest';
import { chooseMachine } from './chooseMachine.js';
import { hasVirtualisation } from './qemu.js';

describe('what carries the full kernel', () => {
  it('is refused by name when there is no such thing', async () => {
    await expect(chooseMachine('xen')).rejects.toThrow(
      'MESHWRIGHT_LAB_FULL_KERNEL=xen names no machine for the full kernel',
    );
  });

  it('is user-mode Linux where the processor runs no guests', async () => {
    const { name } = await chooseMachine('');
    expect((await hasVirtualisation()) ? ['kvm', 'uml'] : ['uml']).toContain(name);
  });

  it('is a kernel of this machine by QEMU, with a card for each network and a root that cannot be written', async () => {
    const machine = await chooseMachine('emulated');
    const words = machine.command([1500, 9000], 512);
    expect(words.filter((word) => /^(virtio-net-pci|tap),/.test(word))).toHaveLength(4);
    expect(words.find((word) => word.startsWith('local,'))).toContain('readonly=on');
    expect(words[words.indexOf('-m') + 1]).toBe('512M');
  });
});
