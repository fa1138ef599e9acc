import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { asText } from '../../value/coerce.js';
import type { Kwargs, Value } from '../../value/types.js';
import { hashPassword, randomSalt } from '../crypt/password.js';
import { expandHome } from '../files/search.js';
import { type RandomSource, seededRandom, systemRandom } from '../mersenne.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { splitTerm } from './termOptions.js';

/** The password lookup. */
export const passwordLookups: readonly LookupEntry[] = [
  {
    name: 'password',
    doc: 'A password kept in a file of the controller, made at random when the file is missing; options length, chars, encrypt, seed.',
    apply: (terms, kwargs, ctx) => terms.map((term) => password(asText(term), kwargs, ctx)),
  },
];

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const classes: Readonly<Record<string, string>> = {
  ascii_letters: lower + upper,
  ascii_lowercase: lower,
  ascii_uppercase: upper,
  digits,
  hexdigits: '0123456789abcdefABCDEF',
  octdigits: '01234567',
  punctuation,
};
const defaultClasses = 'ascii_letters,digits,.,:,-_';

function password(term: string, kwargs: Kwargs, ctx: CallContext): Value {
  const { text: name, options } = splitTerm(term, ['length', 'chars', 'encrypt', 'seed', 'ident'], kwargs);
  const encrypt = options.get('encrypt');
  const path = locate(name, ctx);
  let stored = path === '/dev/null' ? undefined : read(path);
  const plain =
    stored?.password ??
    generate(options.get('chars'), Number(options.get('length') ?? 20), options.get('seed'));
  const salt =
    encrypt === undefined ? undefined : (stored?.salt ?? randomSalt(encrypt.startsWith('md5') ? 8 : 16));
  if (path !== '/dev/null' && (!stored || (salt !== undefined && stored.salt === undefined))) {
    stored = { password: plain, salt };
    write(path, salt === undefined ? plain : `${plain} salt=${salt}`);
  }
  return encrypt === undefined ? plain : hashPassword(plain, encrypt, { salt: salt! });
}

function locate(name: string, ctx: CallContext): string {
  const directory = ctx.scope.get('playbook_dir');
  return resolve(typeof directory === 'string' ? directory : '.', expandHome(name));
}

interface Stored {
  readonly password: string;
  readonly salt: string | undefined;
}

function read(path: string): Stored | undefined {
  try {
    const line = readFileSync(path, 'utf8').trimEnd();
    const [, plain = line, salt] = /^(.*) salt=(\S+)(?: ident=\S*)?$/s.exec(line) ?? [];
    return { password: plain, salt };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return unusable(path, error);
  }
}

function write(path: string, line: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${line}\n`, { mode: 0o600 });
  } catch (error) {
    unusable(path, error);
  }
}

function unusable(path: string, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  return fail('lookup-file-unreadable', `the password lookup cannot use ${path}: ${reason}`, {
    fix: 'check the permissions of the file and its directory on this machine',
  });
}

/** Each part of `chars` is the name of a class or the characters themselves; `,,` stands for a comma. */
function generate(chars: string | undefined, length: number, seed: string | undefined): string {
  const source = chars ?? defaultClasses;
  const parts = source
    .replaceAll(',,', ',')
    .split(',')
    .filter((part) => part !== '');
  if (source.includes(',,')) parts.push(',');
  const alphabet = Array.from(new Set(parts.map((part) => classes[part] ?? part).join('')));
  const random: RandomSource = seed === undefined ? systemRandom : seededRandom(seed);
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('');
}
