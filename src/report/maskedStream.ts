import type { SecretGate } from './gate.js';

/**
 * Masks a text that comes in pieces: what may be the beginning of a secret is held back until the rest of it, or the end,
 * has come.
 */
export class MaskedStream {
  private held = '';

  constructor(private readonly gate: SecretGate) {}

  /** What can be shown now. */
  push(piece: string): string {
    const text = this.held + piece;
    const settled = this.gate.settled(text);
    this.held = text.slice(settled);
    return this.gate.mask(text.slice(0, settled));
  }

  /** What was held back. */
  end(): string {
    const rest = this.held;
    this.held = '';
    return this.gate.mask(rest);
  }
}
