import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { asText } from '../../value/coerce.js';
import { parseInteger } from '../../value/numberLiteral.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { hashPassword, randomSalt, saltSizeOf } from '../crypt/password.js';
import { expandHome } from '../files/home.js';
import { type RandomSource, seededRandom, systemRandom } from '../mersenne.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupMisuse } from './failure.js';
import { lookupOptions } from './options.js';
import { splitTerm } from './termOptions.js';

/** The password lookup. */
export const passwordLookups: readonly LookupEntry[] = [
  {
    name: 'password',
    doc: 'A password kept in a file of the controller, made at random when the file is missing; options length, chars, encrypt, ident, seed.',
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
  printable: `${digits}${lower}${upper}${punctuation} \t\n\r\v\f`,
  whitespace: ' \t\n\r\v\f',
};

const defaults = {
  length: 20,
  chars: ['ascii_letters', 'digits', '.,:-_'],
  encrypt: null,
  ident: null,
  seed: null,
} satisfies Readonly<Record<string, Value>>;

interface Stored {
  readonly password: string;
  readonly salt: string | undefined;
  readonly ident: string | undefined;
}

function password(term: string, kwargs: Kwargs, ctx: CallContext): Value {
  const { name, options, inlineChars } = request(term, kwargs);
  const length = parseInteger(pyStr(options.length));
  if (length === undefined)
    return lookupMisuse(`invalid literal for int() with base 10: '${pyStr(options.length)}'`);
  const encrypt = truthy(options.encrypt) ? pyStr(options.encrypt) : undefined;
  const path = locate(name, ctx);
  const fresh = (): Stored => ({
    password: generate(partsOf(options.chars, inlineChars), Number(length), options.seed),
    salt: undefined,
    ident: undefined,
  });
  const stored = path === '/dev/null' ? fresh() : (read(path) ?? write(path, fresh(), true));
  if (encrypt === undefined) return stored.password;
  const salt = stored.salt ?? randomSalt(saltSizeOf(encrypt));
  const ident = truthy(options.ident)
    ? pyStr(options.ident)
    : (stored.ident ?? (encrypt === 'bcrypt' ? '2b' : undefined));
  if (path !== '/dev/null' && (stored.salt === undefined || stored.ident !== ident))
    write(path, { password: stored.password, salt, ident }, false);
  return hashPassword(stored.password, encrypt, { salt, ident });
}

type Options = { readonly [K in keyof typeof defaults]: Value };

/** Options inside the term come before those of the call. */
function request(term: string, kwargs: Kwargs): { name: string; options: Options; inlineChars: boolean } {
  const [first = '', ...rest] = term.split(' ');
  const { text, options } = splitTerm(rest.join(' '));
  const name = text === '' ? first : `${first} ${text}`;
  if (!term.startsWith(name))
    lookupMisuse('Unrecognized value after key=value parameters given to password lookup');
  const unknown = [...options.keys()].filter((key) => !Object.hasOwn(defaults, key));
  if (unknown.length > 0)
    lookupMisuse(`Unrecognized parameter(s) given to password lookup: ${unknown.join(', ')}`);
  return {
    name,
    options: lookupOptions(new Map<string, Value>([...kwargs, ...options]), defaults),
    inlineChars: options.has('chars'),
  };
}

function locate(name: string, ctx: CallContext): string {
  const directory = ctx.scope.get('playbook_dir');
  return resolve(typeof directory === 'string' ? directory : '.', expandHome(name));
}

function read(path: string): Stored | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return unusable(path, error);
  }
  const at = text.lastIndexOf(' salt=');
  if (at < 0) return { password: text, salt: undefined, ident: undefined };
  const [salt = '', ident] = text.slice(at + ' salt='.length).split(' ident=');
  return { password: text.slice(0, at), salt: salt || undefined, ident };
}

/**
 * Writes the file in one step, readable by its owner only. With `create` a file that another process has made in
 * the meantime stays, and what it holds is returned.
 */
function write(path: string, stored: Stored, create: boolean): Stored {
  const { password: plain, salt, ident } = stored;
  const line = `${plain}${salt === undefined ? '' : ` salt=${salt}`}${ident === undefined ? '' : ` ident=${ident}`}\n`;
  const draft = `${path}.${process.pid}.${randomSalt(8).replaceAll('/', '_')}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, line, { mode: 0o600, flag: 'wx' });
    if (!create) {
      renameSync(draft, path);
      return stored;
    }
    try {
      linkSync(draft, path);
      return stored;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return read(path) ?? stored;
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (error) {
    return unusable(path, error);
  }
}

function unusable(path: string, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  return fail('lookup-file-unreadable', `the password lookup cannot use ${path}: ${reason}`, {
    fix: 'check the permissions of the file and its directory on this machine',
  });
}

/** Parts of `chars` given as text are separated by commas; inside a term `,,` stands for a comma. */
function partsOf(chars: Value, inline: boolean): string[] {
  if (typeof chars !== 'string') return Array.isArray(chars) ? chars.map(pyStr) : [];
  if (!inline) return chars.split(',').map((part) => part.trim());
  const comma = chars.includes(',,') ? [','] : [];
  const parts = chars.replaceAll(',,', ',').split(',');
  return [...comma, ...parts.filter((part) => part !== '')];
}

/** Each part is the name of a class or the characters themselves. Quotes are never used. */
function generate(parts: readonly string[], length: number, seed: Value): string {
  const named = parts.map((part) => (Object.hasOwn(classes, part) ? classes[part]! : part)).join('');
  const alphabet = Array.from(named.replace(/["']/g, ''));
  if (alphabet.length === 0) lookupMisuse('the password lookup has no characters to choose from');
  const random: RandomSource = seed === null ? systemRandom : seededRandom(pyStr(seed));
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('');
}
