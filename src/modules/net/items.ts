import type { Module, ModuleDoc } from '../../module/types.js';
import type { NetDocument, Section } from '../../net/document/document.js';
import type { ArgOptions } from '../../spec/types.js';
import { Dict, type Value } from '../../value/types.js';
import { commonArgs, disruptiveArg } from './state/args.js';
import { defineNetworkModule } from './state/defineNetworkModule.js';
import type { NetRequest } from './state/request.js';

/** A module for one section of a document: its properties as arguments, or several entries under `items`. */
interface ItemModule {
  readonly name: string;
  readonly section: (entry: Dict) => Section;
  readonly doc: Omit<ModuleDoc, 'returns'>;
  /** Properties of one entry, with their descriptions. */
  readonly properties: ArgOptions;
}

const purgeArg = {
  choices: ['none', 'owned', 'report'],
  default: 'none',
  description:
    "What becomes of the owner's objects that are not named: kept, removed, or listed under `drift`. An owner's objects of every kind count.",
} as const;

/** Builds the module over the engine of net_state. */
export function defineItemModule({ name, section, doc, properties }: ItemModule): Module {
  const names = Object.keys(properties);
  const requestOf = (args: Readonly<Record<string, unknown>>): NetRequest => {
    const single = names.some((property) => args[property] !== undefined);
    const entry = Dict.of(Object.fromEntries(names.map((property) => [property, args[property] as Value])));
    const items = (args.items ?? []) as Value[];
    return {
      owner: args.owner as string,
      netns: args.netns as string,
      purge: args.purge as NetRequest['purge'],
      disruptive: args.disruptive as NetRequest['disruptive'],
      document: bySection([...(single ? [entry] : []), ...items], section),
      exclusive: [],
    };
  };
  return defineNetworkModule({
    name,
    doc,
    args: {
      ...properties,
      items: {
        type: 'list',
        elements: 'dict',
        description: 'Several entries with the same properties, planned and applied together.',
      },
      purge: purgeArg,
      disruptive: disruptiveArg,
      ...commonArgs,
    },
    requestOf,
  });
}

function bySection(entries: readonly Value[], section: ItemModule['section']): NetDocument {
  const document: Partial<Record<Section, Value[]>> = {};
  for (const entry of entries) {
    const name = section(entry as Dict);
    document[name] = [...(document[name] ?? []), entry];
  }
  return document;
}
