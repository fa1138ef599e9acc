import { lines } from '../../spec/docs.js';
import type { ArgOption, ArgOptions } from '../../spec/types.js';
import { fromJs } from '../../value/convert.js';
import { Dict, type Value } from '../../value/types.js';
import type { DocEntry } from './catalogue.js';

/** An entry as ansible-doc's JSON: `doc`, `examples`, `return` and `metadata`. */
export function docJson({ name, short, module, type }: DocEntry): Dict {
  const doc = Dict.of({ [type]: name, short_description: short });
  if (!module) return Dict.of({ doc, examples: null, metadata: null, return: null });
  doc.set('description', [...lines(module.doc.description)]);
  doc.set('options', options(module.args));
  if (module.aliases) doc.set('aliases', [...module.aliases]);
  if (module.doc.notes) doc.set('notes', [...module.doc.notes]);
  const returned = Object.entries(module.doc.returns ?? {}).map(([key, text]): [string, Value] => [
    key,
    Dict.of({ description: text }),
  ]);
  return Dict.of({ doc, examples: module.doc.examples, metadata: null, return: new Dict(returned) });
}

function options(args: ArgOptions): Dict {
  return new Dict(Object.entries(args).map(([name, option]) => [name, optionJson(option)]));
}

function optionJson(option: ArgOption): Dict {
  const { aliases, choices, elements } = option;
  return Dict.of({
    description: [...lines(option.description)],
    type: option.type ?? 'str',
    ...(option.required && { required: true }),
    ...(option.default !== undefined && { default: fromJs(option.default) }),
    ...(aliases && { aliases: [...aliases] }),
    ...(choices && { choices: [...choices] }),
    ...(elements !== undefined && { elements }),
    ...(option.options && { suboptions: options(option.options) }),
  });
}
