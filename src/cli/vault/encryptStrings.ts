import { fail } from '../../diag/diagnostic.js';

/** A text to encrypt and where it came from. */
interface Plaintext {
  readonly text: string;
  readonly name: string | undefined;
  readonly source: 'stdin' | 'the command line args' | 'the interactive prompt';
}

export interface StringOptions {
  readonly name?: readonly string[];
  readonly stdinName?: string;
  readonly prompt?: boolean;
  readonly showInput?: boolean;
}

/** Where `encrypt_string` gets texts that are no arguments. */
interface StringSources {
  readStdin(): string;
  ask(question: string, hidden: boolean): Promise<string | undefined>;
  /** Tells the user something on standard error. */
  tell(text: string): void;
}

/** The texts that the arguments, the prompt and standard input give, in Ansible's order. Throws DiagnosticError. */
export async function plaintexts(
  args: readonly string[],
  options: StringOptions,
  sources: StringSources,
): Promise<Plaintext[]> {
  const fromStdin = args.includes('-') || args.length === 0 || options.stdinName !== undefined;
  if (options.prompt && args.length > 0 && fromStdin) {
    fail('bad-option', '--prompt and standard input exclude each other', {
      fix: 'Leave one of them out.',
    });
  }
  const found: Plaintext[] = [];
  if (options.prompt) found.push(await prompted(options, sources));
  else if (fromStdin) {
    const text = sources.readStdin();
    if (text === '') empty('stdin was empty, not encrypting');
    found.push({ text, name: options.stdinName, source: 'stdin' });
  }
  const given = args.filter((arg) => arg !== '-');
  const names = options.name ?? [];
  if (names.length > 0 && given.length > names.length) {
    sources.tell('There are more texts than names (--name).');
    sources.tell(`The last named variable will be "${names.at(-1)}". The rest will not have names.`);
  }
  for (const [i, text] of given.entries()) {
    if (text === '') empty('an argument is empty; nothing is encrypted');
    found.push({ text, name: names[i], source: 'the command line args' });
  }
  return found;
}

async function prompted(options: StringOptions, sources: StringSources): Promise<Plaintext> {
  const name = await sources.ask('Variable name (enter for no name): ', false);
  const hidden = !options.showInput;
  const question = hidden ? 'String to encrypt (hidden): ' : 'String to encrypt:';
  const text = (await sources.ask(question, hidden)) ?? '';
  if (text === '') empty('The plaintext provided from the prompt was empty, not encrypting');
  return { text, name: name === '' ? undefined : name, source: 'the interactive prompt' };
}

/** A vault text as a YAML value: `name: !vault |` and indented lines. */
export function yamlValue(envelope: string, name: string | undefined): string {
  const head = name === undefined ? '!vault |' : `${name}: !vault |`;
  const lines = envelope.trimEnd().split('\n');
  return [head, ...lines.map((line) => `${' '.repeat(10)}${line}`)].join('\n');
}

/** What tells several encrypted texts apart on standard error. */
export function delimiter({ name, source }: Plaintext, number: number): string {
  return name === undefined
    ? `# The encrypted version of the string #${number} from ${source}.)`
    : `# The encrypted version of variable ("${name}", the string #${number} from ${source}).`;
}

function empty(message: string): never {
  fail('bad-option', message, { fix: 'Give a text.' });
}
