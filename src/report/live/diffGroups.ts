/** Collects the differences of one task and tells hosts with the same text together. */
export class DiffGroups {
  private readonly hosts = new Map<string, string[]>();

  add(host: string, text: string): void {
    const known = this.hosts.get(text);
    if (known) known.push(host);
    else this.hosts.set(text, [host]);
  }

  /** The texts with their hosts above, and forgets them. */
  take(): string {
    const parts = [...this.hosts].map(([text, hosts]) => `${hostList(hosts)}:\n${text.trimEnd()}\n`);
    this.hosts.clear();
    return parts.join('');
  }
}

function hostList(hosts: readonly string[]): string {
  const shown = hosts.slice(0, 8).join(', ');
  return hosts.length > 8 ? `${shown} and ${hosts.length - 8} more` : shown;
}
