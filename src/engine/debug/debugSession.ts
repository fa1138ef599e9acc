import { DiagnosticError } from '../../diag/diagnostic.js';
import type { Task } from '../../playbook/ast.js';
import { TASK_KEYWORDS } from '../../playbook/keywords.js';
import { saidBy, TemplateFailure } from '../../template/failure.js';
import type { Scope } from '../../template/types.js';
import { PyError } from '../../value/errors.js';
import { toKey } from '../../value/keys.js';
import { pformat } from '../../value/pformat.js';
import { pyRepr } from '../../value/repr.js';
import { Dict, Undefined, type Value } from '../../value/types.js';
import { WrittenDict } from '../../vars/hostVars.js';
import type { VariableScope } from '../../vars/scope.js';
import type { Run } from '../run.js';
import { type Place, parseStatement } from './statement.js';

/** What a session works on. */
interface DebuggedTask {
  readonly task: Task;
  readonly name: string;
  readonly host: string;
  readonly result: Dict;
  /** The arguments as the module got them; as they are written when they could not be rendered. */
  readonly args: Dict;
  readonly scope: VariableScope;
}

/** How a session ends; `redo` with what was changed. */
export type DebugOutcome =
  | { readonly kind: 'continue' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'redo'; readonly task: Task; readonly vars: Dict };

const COMMANDS = 'EOF  c  continue  h  help  p  pprint  q  quit  r  redo  u  update_task';

/** A conversation with the debugger about one result (Ansible documentation, "Debugging tasks"). */
export class DebugSession {
  private args: Dict;
  private readonly vars = new Dict();
  private readonly keywords = new Dict();
  private last = '';

  constructor(
    private readonly run: Run,
    private readonly about: DebuggedTask,
  ) {
    this.args = about.args.copy();
  }

  /** Asks for commands until one ends the session; the end of input quits. */
  async talk(): Promise<DebugOutcome> {
    const { host, name } = this.about;
    for (;;) {
      const typed = await this.run.parts.readCommand(`[${host}] TASK: ${name} (debug)> `);
      if (typed === undefined) return this.quit();
      const line = typed.trim() || this.last;
      this.last = line;
      const end = await this.command(line);
      if (end) return end;
    }
  }

  private async command(line: string): Promise<DebugOutcome | undefined> {
    const [word = '', rest = ''] = splitCommand(line);
    switch (word) {
      case '':
        return undefined;
      case 'c':
      case 'continue':
        return { kind: 'continue' };
      case 'q':
      case 'quit':
      case 'EOF':
        return this.quit();
      case 'r':
      case 'redo':
        return { kind: 'redo', task: this.changedTask(), vars: await this.renderedVars() };
      case 'u':
      case 'update_task':
        await this.attempt(() => this.update());
        return undefined;
      case 'p':
      case 'pprint':
        await this.attempt(async () => this.say(await this.printed(rest)));
        return undefined;
      case 'h':
      case 'help':
        this.say(`\nDocumented commands (type help <topic>):\n${'='.repeat(40)}\n${COMMANDS}\n`);
        return undefined;
      default:
        await this.attempt(() => this.execute(line));
        return undefined;
    }
  }

  private quit(): DebugOutcome {
    this.say('User interrupted execution');
    return { kind: 'quit' };
  }

  private say(text: string): void {
    this.run.parts.sink({ kind: 'message', level: 'info', text });
  }

  /** Does something; an error is shown as Python shows it. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const [type, message] = described(error);
      this.say(`***${type}:${type}(${message})`);
    }
  }

  private async printed(expression: string): Promise<string> {
    const { name, host } = this.about;
    const objects: Readonly<Record<string, string>> = { task: `TASK: ${name}`, host, result: 'TaskResult' };
    return objects[expression.trim()] ?? pformat(await this.evaluate(expression));
  }

  private async execute(line: string): Promise<void> {
    const statement = parseStatement(line);
    if (statement.kind === 'assign') {
      await this.assign(statement.to, await this.evaluate(statement.expression));
    } else if (statement.kind === 'delete') await this.assign(statement.from, undefined);
    else {
      const value = await this.evaluate(statement.expression);
      if (value !== null) this.say(pyRepr(value));
    }
  }

  /** Sets an entry, or with undefined removes it. */
  private async assign({ root, keys }: Place, value: Value | undefined): Promise<void> {
    if (root === 'task') {
      const [keyword = ''] = keys;
      if (!TASK_KEYWORDS.has(keyword)) throw new PyError('AttributeError', `a task has no ${keyword}`);
      if (value !== undefined) this.keywords.set(keyword, value);
      return;
    }
    if (keys.length === 0) {
      if (!(value instanceof Dict)) throw new PyError('TypeError', 'a mapping is needed');
      if (root === 'args') this.args = value;
      else for (const [key, item] of value) this.vars.set(key, item);
      return;
    }
    const path = await Promise.all(keys.map(async (key) => toKey(await this.evaluate(key))));
    const top = path[0]!;
    let at: Value = root === 'args' ? this.args : this.vars;
    if (path.length > 1 && root === 'vars')
      this.vars.set(top, (this.variables().get(top) as Value) ?? new Dict());
    for (const key of path.slice(0, -1)) {
      const inner: Value | undefined = at instanceof Dict ? at.get(key) : undefined;
      if (!(at instanceof Dict) || !(inner instanceof Dict)) throw new PyError('KeyError', pyRepr(key));
      const copy = inner.copy();
      at.set(key, copy);
      at = copy;
    }
    const key = path.at(-1)!;
    if (!(at instanceof Dict)) throw new PyError('TypeError', 'a mapping is needed');
    if (value !== undefined) at.set(key, value);
    else if (!at.delete(key)) throw new PyError('KeyError', pyRepr(key));
  }

  /** The arguments anew, from what is written and the variables as they are now. */
  private async update(): Promise<void> {
    const rendered = await this.run.resolve(this.about.task.args, this.scope(await this.renderedVars()));
    if (rendered instanceof Dict) this.args = rendered;
  }

  private async evaluate(expression: string): Promise<Value> {
    const { templar } = this.run.parts;
    const names = this.names();
    const scope: Scope = {
      get: (name) => names.get(name)?.(),
      has: (name) => names.has(name),
      names: () => names.keys(),
    };
    const value = await templar.settle(() => templar.evaluate(expression, scope));
    if (!(value instanceof Undefined)) return value;
    if (value.lacking) throw new PyError('KeyError', pyRepr(value.lacking.key));
    throw new NameError(value.name);
  }

  private names(): ReadonlyMap<string, () => Value> {
    const { task, name, host, result } = this.about;
    return new Map<string, () => Value>([
      [
        'task',
        () =>
          new Dict([
            ...task.source,
            ...this.keywords,
            ['name', name],
            ['action', task.action],
            ['args', this.args],
          ]),
      ],
      ['task_vars', () => this.variables()],
      ['host', () => Dict.of({ name: host })],
      ['result', () => Dict.of({ _result: result })],
    ]);
  }

  private variables(): Dict {
    return new WrittenDict(this.scope(this.vars), ['hostvars', 'vars']);
  }

  private scope(vars: Dict): VariableScope {
    return vars.size > 0 ? this.about.scope.with(vars) : this.about.scope;
  }

  /** Variables given here may be templates, as everywhere. */
  private async renderedVars(): Promise<Dict> {
    const rendered = await this.run.resolve(this.vars, this.scope(this.vars));
    return rendered instanceof Dict ? rendered : this.vars;
  }

  /** The task with what was changed; what was not stays as it is written, to be rendered again. */
  private changedTask(): Task {
    const { task, args: before } = this.about;
    const args = task.args.copy();
    for (const key of before.keys()) if (!this.args.has(key)) args.delete(key);
    for (const [key, value] of this.args) if (before.get(key) !== value) args.set(key, value);
    return { ...task, args, source: new Dict([...task.source, ...this.keywords]) };
  }
}

/** A name that stands for nothing. */
class NameError extends Error {}

function splitCommand(line: string): string[] {
  if (line.startsWith('?')) return ['help', line.slice(1)];
  const found = /^(\w+)(?:\s+(.*))?$/s.exec(line);
  return found ? [found[1]!, found[2] ?? ''] : [' ', line];
}

/** The type and the text of an error, the text as Python's repr shows it. */
function described(error: unknown): [string, string] {
  if (error instanceof NameError) return ['NameError', pyRepr(`name '${error.message}' is not defined`)];
  if (error instanceof PyError)
    return [error.pyType, error.pyType === 'KeyError' ? error.message : pyRepr(error.message)];
  if (error instanceof TemplateFailure && error.pyType !== 'TemplateSyntaxError')
    return [error.pyType, pyRepr(error.said)];
  if (error instanceof DiagnosticError) return ['SyntaxError', pyRepr(saidBy(error))];
  throw error;
}
