import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { nameOf, own, type Play, type Task, tasksIn } from '../playbook/ast.js';
import type { Scope, Templar } from '../template/types.js';
import type { Value } from '../value/types.js';
import { rendered } from './taskInfo.js';

/** Which handlers are due on which hosts (Ansible documentation, "Handlers"). */
export class Notifications {
  private readonly due = new Map<Task, Set<string>>();

  constructor(
    private readonly play: Play,
    private readonly templar: Templar,
  ) {}

  /** All handlers of the play, in the order in which they run. */
  handlers(): Task[] {
    return [...tasksIn(this.play.handlers)];
  }

  /** Marks the handlers that answer to a name, and returns them. Throws DiagnosticError when there is none. */
  notify(name: string, host: string, scope: Scope, from: Task): Task[] {
    const found = this.find(name, scope);
    if (found.length === 0) {
      const known = this.handlers().flatMap((handler) => [nameOf(handler) ?? '', ...listens(handler)]);
      fail(
        'unknown-handler',
        `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`,
        { span: from.span, fix: didYouMean(name, known) },
      );
    }
    return found.filter((handler) => this.mark(handler, host));
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

  private find(name: string, scope: Scope): Task[] {
    const handlers = this.handlers();
    const named = handlers.findLast((handler) => this.names(handler, scope).includes(name));
    const listening = handlers.filter((handler) => listens(handler).includes(name));
    return [...new Set([...(named ? [named] : []), ...listening])];
  }

  private names(handler: Task, scope: Scope): string[] {
    const written = nameOf(handler);
    if (written === undefined) return [];
    const name = rendered(written, scope, this.templar);
    return handler.role ? [name, `${handler.role.name} : ${name}`] : [name];
  }
}

function listens(handler: Task): string[] {
  const value: Value = own(handler, 'listen') ?? [];
  return [value].flat().map(String);
}
