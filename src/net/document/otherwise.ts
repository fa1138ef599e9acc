import type { Wish } from '../plan/wish.js';

/** A wish with what stands for it where it cannot be. */
export function alternatives(wish: Wish): readonly Wish[] {
  return [wish, ...(wish.otherwise ?? [])];
}

/** The wishes for a kernel that lacks families of nftables, with those families in whose place others are wanted. */
export function chosenFor(
  wishes: readonly Wish[],
  lacking: ReadonlySet<string>,
): { readonly wishes: readonly Wish[]; readonly replaced: ReadonlySet<string> } {
  const replaced = new Set<string>();
  const chosen = wishes.flatMap((wish): readonly Wish[] => {
    const { object, otherwise, companion } = wish;
    if (object.kind !== 'nft' || otherwise === undefined || !lacking.has(object.family)) return [wish];
    replaced.add(object.family);
    return companion === undefined ? otherwise : otherwise.map((each) => ({ ...each, companion }));
  });
  return { wishes: chosen, replaced };
}
