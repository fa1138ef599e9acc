import { captureProbe } from './capture.js';
import { counterProbe } from './counter.js';
import { type AnyKind, anyKind, simpleKinds } from './simpleKinds.js';

/** Every kind of probe that is a script on the target. */
export const scriptKinds: readonly AnyKind[] = [...simpleKinds, anyKind(counterProbe), anyKind(captureProbe)];
