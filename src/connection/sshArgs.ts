/** What an OpenSSH command line asks for. */
interface SshArgs {
  /** `-o` options and the flags that mean the same, keys in lower case, in order. */
  readonly options: readonly (readonly [key: string, value: string])[];
  /** `-F` */
  readonly configFile?: string;
  /** Flags without a meaning for us; only the OpenSSH client itself can honour them. */
  readonly unknown: readonly string[];
  /** All words, for the OpenSSH client. */
  readonly words: readonly string[];
}

const FLAG_WITH_VALUE: Readonly<Record<string, string>> = {
  i: 'identityfile',
  p: 'port',
  l: 'user',
  J: 'proxyjump',
  c: 'ciphers',
  m: 'macs',
};
const SIMPLE_FLAG: Readonly<Record<string, readonly [string, string] | undefined>> = {
  A: ['forwardagent', 'yes'],
  a: ['forwardagent', 'no'],
  C: ['compression', 'yes'],
  4: ['addressfamily', 'inet'],
  6: ['addressfamily', 'inet6'],
  K: ['gssapiauthentication', 'required'],
};
/** Terminal, verbosity and background flags have no meaning for a session without a terminal. */
const IGNORED_FLAGS = 'qvTtxnkN';

/** Reads `ansible_ssh_args` and its like. */
export function parseSshArgs(text: string): SshArgs {
  const words = splitWords(text);
  const options: [string, string][] = [];
  const unknown: string[] = [];
  let configFile: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const flag = word[1] ?? '';
    if (!word.startsWith('-') || word === '-' || word.startsWith('--')) unknown.push(word);
    else if (flag === 'o' || flag === 'F' || flag in FLAG_WITH_VALUE) {
      const value = word.length > 2 ? word.slice(2) : (words[++i] ?? '');
      if (flag === 'F') configFile = value;
      else if (flag === 'o') options.push(splitOption(value));
      else options.push([FLAG_WITH_VALUE[flag]!, value]);
    } else {
      for (const letter of word.slice(1)) {
        const option = SIMPLE_FLAG[letter];
        if (option) options.push([...option]);
        else if (!IGNORED_FLAGS.includes(letter)) unknown.push(word);
      }
    }
  }
  return { options, unknown, words, ...(configFile !== undefined && { configFile }) };
}

/** `Key=value`, `Key value` or `Key = "value"`. */
function splitOption(text: string): [string, string] {
  const [, key = '', value = ''] = /^\s*([^\s=]+)(?:\s*=\s*|\s+)?(.*)$/s.exec(text) ?? [];
  const unquoted = /^"([^"]*)"$/.exec(value.trim());
  return [key.toLowerCase(), unquoted ? unquoted[1]! : value.trim()];
}

/** Words as a POSIX shell splits them, without expansions. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const token = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|(.)/gs;
  for (const [whole, single, double, escaped, plain, stray] of text.matchAll(token)) {
    if (/^\s/.test(whole)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const piece = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? stray ?? '';
    word = (word ?? '') + piece;
  }
  if (word !== undefined) words.push(word);
  return words;
}
