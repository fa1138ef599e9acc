import { SecretGate } from '../report/index.js';

/** The gate of this process: whatever a command prints passes it, results as well as the texts of errors. */
export const outputGate = new SecretGate();
