import type { RunEvent } from '../events/events.js';

type ResultEvent = Extract<RunEvent, { readonly kind: 'item-result' | 'result' }>;

/** Picks from a run's events what each task came to on each host: the items of a loop, else the task as a whole. */
export class TaskResults {
  /** Tasks on hosts whose items have been told. */
  private readonly told = new Set<string>();

  /** The event when it is such a result; undefined for all others, and for a loop whose items have been told. */
  of(event: RunEvent): ResultEvent | undefined {
    if (event.kind !== 'item-result' && event.kind !== 'result') return undefined;
    const key = `${event.task.id} ${event.host}`;
    if (event.kind === 'item-result') this.told.add(key);
    else if (this.told.delete(key)) return undefined;
    return event;
  }
}
