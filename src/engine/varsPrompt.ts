import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { own, ownSpan, type Play } from '../playbook/ast.js';
import type { Scope } from '../template/types.js';
import { isVariableName } from '../value/identifier.js';
import { pyStr } from '../value/repr.js';
import { Dict, Unsafe, type Value } from '../value/types.js';
import { keySpan, spanOf } from '../yaml/spans.js';
import type { Run } from './run.js';
import { toBool } from './typed.js';

const KEYS = ['name', 'prompt', 'default', 'private', 'confirm', 'encrypt', 'salt_size', 'salt', 'unsafe'];

/**
 * Asks for the variables of `vars_prompt` that `-e` does not give; without a terminal the defaults are taken
 * (Ansible documentation, "Interactive input: prompts"). Throws DiagnosticError for entries that are none.
 */
export async function askVariables(run: Run, play: Play): Promise<void> {
  const answers = new Dict();
  for (const { name, prompt } of promptsOf(run, play)) {
    if (!run.parts.store.isExtra(name)) answers.set(name, await answer(run, play, prompt, name));
  }
  run.parts.store.setPrompted(play, answers);
}

/** Takes the defaults of `vars_prompt`, as listings and the syntax check do. */
export function presumeDefaults(run: Run, play: Play): void {
  const answers = new Dict();
  for (const { name, prompt } of promptsOf(run, play)) {
    if (!run.parts.store.isExtra(name)) answers.set(name, prompt.get('default') ?? null);
  }
  run.parts.store.setPrompted(play, answers);
}

interface Prompt {
  readonly name: string;
  readonly prompt: Dict;
}

/** The prompts of a play with their templates rendered, all of them: also of prompts that nobody will be asked. */
function promptsOf(run: Run, play: Play): Prompt[] {
  const entries = own(play, 'vars_prompt') ?? [];
  return [entries].flat().map((prompt) => {
    if (!(prompt instanceof Dict) || !prompt.has('name')) {
      fail('bad-prompt', "Invalid vars_prompt data structure, missing 'name' key", {
        span: spanOf(prompt) ?? ownSpan(play, 'vars_prompt'),
        fix: 'write each entry as "- name: VARIABLE" with its other keys below',
      });
    }
    for (const key of prompt.keys()) {
      if (KEYS.includes(String(key))) continue;
      fail('bad-prompt', `Invalid vars_prompt data structure, found unsupported key '${String(key)}'`, {
        span: keySpan(prompt, key),
        fix: didYouMean(String(key), KEYS),
      });
    }
    const name = prompt.get('name') ?? null;
    if (!isVariableName(name)) {
      fail('bad-prompt', `Invalid variable name for 'vars_prompt' specified '${pyStr(name)}'`, {
        span: spanOf(prompt),
      });
    }
    const rendered = run.parts.templar.resolve(prompt, run.parseScope(play), { at: spanOf(prompt) });
    return { name, prompt: rendered as Dict };
  });
}

async function answer(run: Run, play: Play, prompt: Dict, name: string): Promise<Value> {
  const { templar, ask, secret } = run.parts;
  const option = (key: string): Value | undefined => prompt.get(key) ?? undefined;
  const fallback = option('default');
  const hidden = toBool(option('private') ?? true);
  const text = pyStr(option('prompt') ?? name);
  const question = fallback === undefined ? `${text}: ` : `${text} [${pyStr(fallback)}]: `;
  const given = await askOnce(ask, question, hidden, toBool(option('confirm')));
  let value: Value = given === undefined || given === '' ? (fallback ?? '') : given;
  const encrypt = option('encrypt');
  if (typeof value === 'string' && value !== '' && isSecret(name, text, hidden, encrypt ?? option('private')))
    secret(value);
  if (encrypt !== undefined && value !== '') {
    const call = Dict.of({ answer: value, kind: encrypt, salt: option('salt'), size: option('salt_size') });
    const more = ['salt', 'size']
      .filter((key) => call.has(key))
      .map((key) => `, ${key === 'size' ? 'salt_size' : key}=${key}`);
    value = templar.evaluate(`answer | password_hash(kind${more.join('')})`, only(call), play.span);
  }
  return toBool(option('unsafe')) ? new Unsafe(pyStr(value)) : value;
}

/**
 * Whether an answer is hidden from outputs too. Prompts are private when nothing is said, and many such answers are
 * names and numbers that outputs are full of: hidden is what is said to be private, encrypted, or called a password.
 */
function isSecret(name: string, text: string, hidden: boolean, said: Value | undefined): boolean {
  return (
    hidden &&
    (said !== undefined || /pass|secret|token|credential|\b(pin|key)\b|_key$/i.test(`${name} ${text}`))
  );
}

async function askOnce(
  ask: Run['parts']['ask'],
  question: string,
  hidden: boolean,
  confirm: boolean,
): Promise<string | undefined> {
  for (let text = question; ; text = `***** VALUES ENTERED DO NOT MATCH ****\n${question}`) {
    const given = await ask(text, hidden);
    if (given === undefined || !confirm || (await ask(`confirm ${question}`, hidden)) === given) return given;
  }
}

function only(vars: Dict): Scope {
  return {
    get: (name) => vars.get(name),
    has: (name) => vars.has(name),
    names: () => [...vars.keys()].map(String),
  };
}
