/** The ledger's file of a network namespace; the host's own has the empty name. */
export function ledgerPath(netns: string): string {
  return `/var/lib/meshwright/ledger/objects${netns === '' ? '' : `@${netns}`}`;
}
