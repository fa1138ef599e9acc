import { DiagnosticError, fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { nameOf, own, type Play, type Task, tasksIn } from '../playbook/ast.js';
import { saidBy } from '../template/failure.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';
import type { Run } from './run.js';

/** Which handlers are due on which hosts (Ansible documentation, "Handlers"). */
export class Notifications {
  private readonly due = new Map<Task, Set<string>>();
  private readonly names = new Map<Task, readonly string[]>();

  constructor(
    private readonly run: Run,
    private readonly play: Play,
  ) {}

  /** All handlers of the play, in the order in which they run. */
  handlers(): Task[] {
    return [...tasksIn(this.play.handlers)];
  }

  /**
   * Marks the handlers that answer to a name, and returns those that were not due yet. When there is none, throws
   * DiagnosticError or, with `error_on_missing_handler` off, warns.
   */
  notify(name: string, host: string, from: Task): Task[] {
    const found = this.find(name);
    if (found.length > 0) return found.filter((handler) => this.mark(handler, host));
    const text = `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`;
    if (!this.run.parts.options.errorOnMissingHandler) {
      this.run.parts.sink({ kind: 'message', level: 'warning', text });
      return [];
    }
    const known = this.handlers().flatMap((handler) => [nameOf(handler) ?? '', ...listens(handler)]);
    fail('unknown-handler', text, { span: from.span, fix: didYouMean(name, known) });
  }

  /** true when a handler is due on a host. */
  isDue(handler: Task, host: string): boolean {
    return this.due.get(handler)?.has(host) ?? false;
  }

  /** true when any handler is due on the host. */
  any(host: string): boolean {
    return [...this.due.values()].some((hosts) => hosts.has(host));
  }

  done(handler: Task, host: string): void {
    this.due.get(handler)?.delete(host);
  }

  private mark(handler: Task, host: string): boolean {
    const hosts = this.due.get(handler) ?? new Set();
    this.due.set(handler, hosts);
    if (hosts.has(host)) return false;
    hosts.add(host);
    return true;
  }

  /** Of handlers with one name the last role's (or the play's) counts, and there the first; all that listen do. */
  private find(name: string): Task[] {
    const handlers = this.handlers();
    const named = sections(handlers)
      .reverse()
      .map((section) => section.find((handler) => this.namesOf(handler).includes(name)))
      .find((handler) => handler !== undefined);
    const listening = handlers.filter((handler) => listens(handler).includes(name));
    return [...new Set([...(named ? [named] : []), ...listening])];
  }

  /** Names under which a handler is known. They are rendered once, with the variables of the play and its roles. */
  private namesOf(handler: Task): readonly string[] {
    const known = this.names.get(handler);
    if (known) return known;
    const names = this.render(handler);
    this.names.set(handler, names);
    return names;
  }

  private render(handler: Task): string[] {
    const { templar, store, sink } = this.run.parts;
    const written = nameOf(handler);
    if (written === undefined) return [];
    try {
      const name = templar.isTemplate(written)
        ? pyStr(templar.resolve(written, store.parseScope(handler, new Map())))
        : written;
      return handler.role ? [name, `${handler.role.name} : ${name}`] : [name];
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      if (listens(handler).length === 0) {
        const text = `Handler '${written}' is unusable: its name does not render without a host, and it has no listen topics: ${saidBy(error)}`;
        sink({ kind: 'message', level: 'warning', text });
      }
      return [];
    }
  }
}

/** Handlers of one role, or of the play, that stand together. */
function sections(handlers: readonly Task[]): Task[][] {
  const result: Task[][] = [];
  for (const handler of handlers) {
    const last = result.at(-1);
    if (last && last[0]?.role === handler.role) last.push(handler);
    else result.push([handler]);
  }
  return result;
}

function listens(handler: Task): string[] {
  const value: Value = own(handler, 'listen') ?? [];
  return [value].flat().map(String);
}
