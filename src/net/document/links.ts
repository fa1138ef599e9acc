import { didYouMean } from '../../diag/suggest.js';
import { Dict, type Value } from '../../value/types.js';
import { wordProblem } from '../batchWord.js';
import { canonicalOption, type KindOptions, linkKinds, portOptions } from '../kinds.js';
import { blankLink } from '../object/blank.js';
import type { LinkObject, Words } from '../object/types.js';
import type { Wish } from '../plan/wish.js';
import type { Fields } from './fields.js';

/** `links`: {name, type, state, mtu, address, master, parent, peer, alias, options, port}. */
export function readLink(fields: Fields): Wish {
  fields.need('name');
  const name = fields.device('name') ?? '';
  const type = fields.text('type');
  const state = fields.choice('state', ['present', 'absent', 'up', 'down']) ?? 'present';
  const options = words(fields, 'options', type === undefined ? undefined : linkKinds[type], type ?? 'link');
  const object: LinkObject = {
    ...blankLink(name),
    type: type ?? '',
    up: state === 'up',
    mtu: fields.int('mtu', 68, 4294967295) ?? 0,
    address: fields.mac('address') ?? '',
    master: fields.device('master', true) ?? '',
    parent: fields.device('parent') ?? '',
    peer: fields.device('peer') ?? '',
    alias: fields.word('alias') ?? '',
    options,
    port: words(fields, 'port', portOptions, 'bridge port'),
  };
  if (type === 'vlan' && state !== 'absent') checkVlan(fields, object);
  const created = ['type', 'options', 'port', 'state', 'parent', 'peer'];
  const given = fields.given.filter((property) => !created.includes(property));
  if (state === 'up' || state === 'down') given.push('up');
  return {
    path: fields.path,
    state: state === 'absent' ? 'absent' : 'present',
    object,
    given,
    creates: type !== undefined && type !== '',
  };
}

function checkVlan(fields: Fields, link: LinkObject): void {
  const id = Number(link.options.id);
  if (link.options.id !== undefined && (id < 1 || id > 4094 || !Number.isInteger(id)))
    fields.wrong('options.id', `${link.options.id} is no VLAN id`, 'it is a number from 1 to 4094');
}

function words(fields: Fields, property: string, known: KindOptions | undefined, what: string): Words {
  const read: Record<string, string> = {};
  for (const [key, value] of fields.dict(property)) {
    const name = String(key);
    if (known && !(name in known)) {
      const near = didYouMean(name, Object.keys(known));
      const list = Object.keys(known).join(', ') || 'none';
      fields.wrong(
        `${property}.${name}`,
        `a ${what} has no option ${name}`,
        near ?? `known options: ${list}`,
      );
    } else if (isScalar(value)) {
      read[name] = canonicalOption(known?.[name], String(value));
      const problem = wordProblem(read[name]);
      if (problem !== undefined) fields.wrong(`${property}.${name}`, problem);
    } else {
      fields.wrong(`${property}.${name}`, `option ${name} must be a single value`);
    }
  }
  return read;
}

function isScalar(value: Value): boolean {
  return !(value instanceof Dict) && !Array.isArray(value) && value !== null;
}
