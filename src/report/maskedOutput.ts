import type { Reporter, RunEvent } from '../events/events.js';
import type { SecretGate } from './gate.js';
import { MaskedStream } from './maskedStream.js';

type HostOutput = Extract<RunEvent, { kind: 'host-output' }>;
type Held = Omit<HostOutput, 'text'> & { readonly masked: MaskedStream };

/** Hands on what happens; live output of commands, which comes in pieces as they were read, without its secrets. */
export class MaskedOutput implements Reporter {
  /** Of each task on each host, its streams. */
  private readonly running = new Map<string, Held[]>();

  constructor(
    private readonly next: Reporter,
    private readonly gate: SecretGate,
  ) {}

  on(event: RunEvent): void {
    switch (event.kind) {
      case 'host-output':
        this.show(this.streamOf(event), (masked) => masked.push(event.text));
        return;
      case 'result':
      case 'item-result':
      case 'retry':
        this.finish(keyOf(event));
        break;
      case 'run-end':
        for (const key of this.running.keys()) this.finish(key);
        break;
    }
    this.next.on(event);
  }

  end(): Promise<void> {
    return this.next.end();
  }

  private streamOf({ kind, task, host, stream }: HostOutput): Held {
    const key = keyOf({ task, host });
    const streams = this.running.get(key) ?? [];
    this.running.set(key, streams);
    const found = streams.find((held) => held.stream === stream);
    if (found !== undefined) return found;
    const made = { kind, task, host, stream, masked: new MaskedStream(this.gate) };
    streams.push(made);
    return made;
  }

  private finish(key: string): void {
    const streams = this.running.get(key) ?? [];
    this.running.delete(key);
    for (const held of streams) this.show(held, (masked) => masked.end());
  }

  private show({ masked, ...event }: Held, take: (masked: MaskedStream) => string): void {
    const text = take(masked);
    if (text !== '') this.next.on({ ...event, text });
  }
}

function keyOf({ task, host }: Pick<HostOutput, 'task' | 'host'>): string {
  return JSON.stringify([task.id, host]);
}
