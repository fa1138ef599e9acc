import { fail } from '../diag/diagnostic.js';
import { own, type Play } from '../playbook/ast.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { Run } from './run.js';
import { toBool } from './typed.js';

/**
 * Asks for the variables of `vars_prompt` that `-e` does not give; without a terminal the defaults are taken
 * (Ansible documentation, "Interactive input: prompts"). Throws DiagnosticError for an entry without a name.
 */
export async function askVariables(run: Run, play: Play): Promise<void> {
  const prompts = own(play, 'vars_prompt');
  if (!Array.isArray(prompts)) return;
  const answers = new Dict();
  for (const prompt of prompts) {
    const name = prompt instanceof Dict ? prompt.get('name') : undefined;
    if (!(prompt instanceof Dict) || typeof name !== 'string') {
      fail('bad-prompt', 'an entry of "vars_prompt" needs a "name"', { span: play.span });
    }
    if (!run.parts.store.isExtra(name)) answers.set(name, await answer(run, play, prompt, name));
  }
  run.parts.store.setPrompted(play, answers);
}

/** Takes the defaults of `vars_prompt`, as listings and the syntax check do. */
export function presumeDefaults(run: Run, play: Play): void {
  const prompts = own(play, 'vars_prompt');
  if (!Array.isArray(prompts)) return;
  const answers = new Dict();
  for (const prompt of prompts) {
    if (!(prompt instanceof Dict)) continue;
    const name = prompt.get('name');
    if (typeof name === 'string' && !run.parts.store.isExtra(name))
      answers.set(name, prompt.get('default') ?? null);
  }
  run.parts.store.setPrompted(play, answers);
}

async function answer(run: Run, play: Play, prompt: Dict, name: string): Promise<Value> {
  const { templar, ask, secret } = run.parts;
  const scope = run.parseScope(play);
  const text = (key: string): string | undefined => {
    const value = prompt.get(key);
    return value === undefined || value === null ? undefined : pyStr(templar.resolve(value, scope));
  };
  const fallback = text('default');
  const hidden = toBool(prompt.get('private') ?? true);
  const question = `${text('prompt') ?? name}${fallback === undefined || hidden ? '' : ` [${fallback}]`}: `;
  for (;;) {
    const given = await ask(question, hidden);
    if (given === undefined || given === '') return fallback ?? '';
    if (toBool(prompt.get('confirm')) && (await ask(`confirm ${question}`, hidden)) !== given) continue;
    if (hidden) secret(given);
    return given;
  }
}
