import { afterEach } from 'vitest';
import type { LabState } from '../../src/lab/state.js';
import type { FullKernel } from '../../src/lab/types.js';

/** The most demanding kind of hosts that the labs of a test file have; with a full kernel, what carried it. */
export type Place = 'namespaces' | FullKernel | 'systemd';

declare module 'vitest' {
  interface TaskMeta {
    place?: Place;
  }
}

const order: readonly Place[] = ['namespaces', 'uml', 'kvm', 'emulated', 'systemd'];
let place: Place | undefined;

afterEach(({ task }) => {
  if (place !== undefined) task.meta.place = place;
});

/** Tells the summary of a run where the tests of this file run from now on. Every start of a lab in tests does. */
export function ranOn(state: LabState): void {
  const found = state.booted.length > 0 ? 'systemd' : (state.fullKernel ?? 'namespaces');
  if (place === undefined || order.indexOf(found) > order.indexOf(place)) place = found;
}
