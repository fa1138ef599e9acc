import { afterEach } from 'vitest';
import type { LabState } from '../../src/lab/state.js';

/** The most demanding kind of hosts that the labs of a test file have. */
export type Place = 'namespaces' | 'full' | 'systemd';

declare module 'vitest' {
  interface TaskMeta {
    place?: Place;
  }
}

const order: readonly Place[] = ['namespaces', 'full', 'systemd'];
let place: Place | undefined;

afterEach(({ task }) => {
  if (place !== undefined) task.meta.place = place;
});

/** Tells the summary of a run where the tests of this file run from now on. Every start of a lab in tests does. */
export function ranOn(state: LabState): void {
  const found =
    state.booted.length > 0 ? 'systemd' : Object.keys(state.full).length > 0 ? 'full' : 'namespaces';
  if (place === undefined || order.indexOf(found) > order.indexOf(place)) place = found;
}
