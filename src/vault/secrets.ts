/** A password and the label it goes by. */
export interface VaultSecret {
  readonly id: string;
  readonly password: string;
}

/** The vault passwords of a run, by label. Several may share a label; the order given is kept. */
export class VaultSecrets {
  private readonly entries: VaultSecret[] = [];

  /** `onlyMatching`: a password is tried on texts with its own label only (`vault_id_match`). */
  constructor(private readonly onlyMatching = false) {}

  /** Adds a password under a label; `default` is the one without a label. */
  add(id: string, password: string): this {
    this.entries.push({ id, password });
    return this;
  }

  get size(): number {
    return this.entries.length;
  }

  get ids(): string[] {
    return this.entries.map((entry) => entry.id);
  }

  /** The secrets to try for an envelope's label: those of that label first. */
  candidates(id = 'default'): VaultSecret[] {
    const matching = this.entries.filter((entry) => entry.id === id);
    if (this.onlyMatching) return matching;
    return [...matching, ...this.entries.filter((entry) => entry.id !== id)];
  }

  /** The secret to encrypt with: that of the label, or the first. */
  primary(id?: string): VaultSecret | undefined {
    return id === undefined ? this.entries[0] : this.entries.find((entry) => entry.id === id);
  }
}
