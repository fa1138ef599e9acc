import { Dict, type Value } from '../../value/types.js';
import type { NetKind } from '../object/types.js';
import type { Problem } from '../plan/problem.js';
import { type Wish, wishKey } from '../plan/wish.js';
import { readAddress } from './addresses.js';
import { Fields } from './fields.js';
import { readChain, readNft } from './filters.js';
import { readLink } from './links.js';
import { readFdb, readNeighbour } from './neighbours.js';
import { alternatives } from './otherwise.js';
import { readRoute, readRule } from './routes.js';
import { readSysctl } from './sysctls.js';

/** The sections of a document, in their order, each with the reader of one entry. */
const readers = {
  links: readLink,
  addresses: readAddress,
  routes: readRoute,
  rules: readRule,
  neighbours: readNeighbour,
  fdb: readFdb,
  sysctls: readSysctl,
  chains: readChain,
  nft: readNft,
} satisfies Readonly<Record<string, (fields: Fields) => Wish>>;

export type Section = keyof typeof readers;

export const sections = Object.keys(readers) as Section[];

/**
 * The sections of a document as they were given; those left out touch nothing. Beside its own properties an entry of
 * any section may say `with: DEVICE`.
 */
export type NetDocument = Readonly<Partial<Record<Section, readonly Value[]>>>;

interface ReadDocument {
  readonly wishes: readonly Wish[];
  /** Everything that is wrong, each with its path in the document. */
  readonly problems: readonly Problem[];
}

/** Reads and checks a whole document, whatever a host may look like. */
export function readDocument(document: NetDocument): ReadDocument {
  const problems: Problem[] = [];
  const wishes: Wish[] = [];
  for (const section of sections) {
    (document[section] ?? []).forEach((entry, i) => {
      const path = `${section}[${i}]`;
      if (!(entry instanceof Dict)) {
        problems.push({ path, message: 'must be a mapping' });
        return;
      }
      const fields = new Fields(entry, path, problems);
      const wish = readers[section](fields);
      const companion = fields.device('with');
      fields.finish();
      wishes.push(companion === undefined ? wish : { ...wish, companion });
    });
  }
  if (problems.length === 0)
    problems.push(...duplicates(wishes.flatMap(alternatives)), ...contradictions(wishes));
  return { wishes, problems };
}

/** The kinds of objects that wishes are about. */
export function kindsOf(wishes: readonly Wish[]): Set<NetKind> {
  return new Set(wishes.map(({ object }) => object.kind));
}

function duplicates(wishes: readonly Wish[]): Problem[] {
  const first = new Map<string, string>();
  return wishes.flatMap((wish) => {
    const key = wishKey(wish);
    const path = first.get(key);
    if (path === undefined) first.set(key, wish.path);
    return path === undefined ? [] : [{ path: wish.path, message: `is the same object as ${path} (${key})` }];
  });
}

/** Nothing can be on a device that the same document removes. */
function contradictions(wishes: readonly Wish[]): Problem[] {
  const removed = new Map(
    wishes.flatMap(({ object, state, path }) =>
      object.kind === 'link' && state === 'absent' ? [[object.name, path] as const] : [],
    ),
  );
  return wishes.flatMap(({ object, state, path }) => {
    const needed =
      object.kind === 'link' ? [object.master, object.parent] : 'dev' in object ? [object.dev] : [];
    const gone = state === 'present' ? needed.find((name) => removed.has(name)) : undefined;
    return gone === undefined ? [] : [{ path, message: `needs ${gone}, which ${removed.get(gone)} removes` }];
  });
}
