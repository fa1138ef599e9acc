import { bind } from '../bind.js';
import { Bytes } from '../bytes.js';
import { asText } from '../coerce.js';
import { PyError, typeError, valueError } from '../errors.js';
import { iterate } from '../iterate.js';
import { pyTypeName } from '../typeName.js';
import { Dict, type Kwargs, type Value } from '../types.js';
import type { Method, Methods } from './method.js';
import { caseMethods } from './strCase.js';
import { layoutMethods } from './strLayout.js';
import { searchMethods } from './strSearch.js';
import { splitMethods } from './strSplit.js';

const encodings: Readonly<Record<string, BufferEncoding>> = {
  utf8: 'utf8',
  ascii: 'latin1',
  usascii: 'latin1',
  latin1: 'latin1',
  iso88591: 'latin1',
  utf16le: 'utf16le',
};

/** Methods of Python's str. */
export const strMethods: Methods<string> = new Map<string, Method<string>>([
  ...splitMethods,
  ...searchMethods,
  ...caseMethods,
  ...layoutMethods,
  ['join', join],
  ['encode', encode],
  ['translate', translate],
]);

function join(self: string, args: Value[], kwargs: Kwargs): string {
  const parts: string[] = [];
  for (const item of iterate(bind('join', ['iterable'], args, kwargs).iterable)) {
    if (typeof item !== 'string') {
      typeError(`sequence item ${parts.length}: expected str instance, ${pyTypeName(item)} found`);
    }
    parts.push(item);
  }
  return parts.join(self);
}

function encode(self: string, args: Value[], kwargs: Kwargs): Bytes {
  const { encoding } = bind(
    'encode',
    [
      ['encoding', 'utf-8'],
      ['errors', 'strict'],
    ],
    args,
    kwargs,
  );
  const name = asText(encoding);
  const known = encodings[name.toLowerCase().replaceAll(/[-_ ]/g, '')];
  if (!known) throw new PyError('ValueError', `unknown encoding: ${name}`);
  const limit = /ascii/i.test(name) ? 0x7f : known === 'latin1' ? 0xff : 0x10ffff;
  for (const char of self) {
    if (char.codePointAt(0)! > limit) valueError(`'${name}' codec can't encode character '${char}'`);
  }
  return new Bytes(Buffer.from(self, known));
}

/** `translate` with a dict from code points to text, code point or None. */
function translate(self: string, args: Value[], kwargs: Kwargs): string {
  const { table } = bind('translate', ['table'], args, kwargs);
  if (!(table instanceof Dict)) return typeError(`'${pyTypeName(table)}' object is not subscriptable`);
  let out = '';
  for (const char of self) {
    const to = table.get(char.codePointAt(0)!);
    if (to === undefined) out += char;
    else if (typeof to === 'number') out += String.fromCodePoint(to);
    else if (to !== null) out += asText(to);
  }
  return out;
}
