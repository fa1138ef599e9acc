import { shortName } from '../shortName.js';
import type { Filter, Is } from '../syntax/ast.js';
import { placeNamed, type TextPlace } from '../syntax/textPlace.js';

/** Filters that tell the class of a text. */
const asksClass: ReadonlySet<string> = new Set(['type_debug']);
/** Filters and tests that take a `!vault` value as it stands in the file. */
const asksEnvelope: ReadonlySet<string> = new Set(['unvault', 'vault_encrypted']);

/** What a filter or test wants to know about the variable that it is given, besides the value. */
interface Origin {
  readonly asks: 'class' | 'envelope';
  readonly place: TextPlace;
}

/** The question of a filter or test that asks what its operand was made from; undefined for all others. */
export function originAsked({ name, input }: Filter | Is): Origin | undefined {
  const asked = shortName(name);
  const asks = asksClass.has(asked) ? 'class' : asksEnvelope.has(asked) ? 'envelope' : undefined;
  const place = asks && placeNamed(input);
  if (!place || (asks === 'envelope' && place.path.length > 0)) return undefined;
  return { asks, place };
}
