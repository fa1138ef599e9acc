import type { Reporter, RunEvent } from '../events/events.js';
import type { SecretGate } from './gate.js';
import { MaskedStream } from './maskedStream.js';

type HostOutput = Extract<RunEvent, { kind: 'host-output' }>;
type Held = Omit<HostOutput, 'text'> & { readonly masked: MaskedStream };

/** Hands on what happens; live output of commands, which comes in pieces as they were read, without its secrets. */
export class MaskedOutput implements Reporter {
  private readonly streams = new Map<string, Held>();

  constructor(
    private readonly next: Reporter,
    private readonly gate: SecretGate,
  ) {}

  on(event: RunEvent): void {
    if (event.kind === 'host-output') {
      this.show(this.stream(event), (masked) => masked.push(event.text));
      return;
    }
    if (event.kind === 'result' || event.kind === 'item-result' || event.kind === 'retry')
      this.finish(({ task, host }) => task.id === event.task.id && host === event.host);
    if (event.kind === 'run-end') this.finish(() => true);
    this.next.on(event);
  }

  async settled(): Promise<void> {
    await this.next.settled?.();
  }

  end(): Promise<void> {
    return this.next.end();
  }

  private stream({ kind, task, host, stream }: HostOutput): Held {
    const key = JSON.stringify([task.id, host, stream]);
    const found = this.streams.get(key) ?? { kind, task, host, stream, masked: new MaskedStream(this.gate) };
    this.streams.set(key, found);
    return found;
  }

  private finish(isOver: (held: Held) => boolean): void {
    for (const [key, held] of this.streams) {
      if (!isOver(held)) continue;
      this.streams.delete(key);
      this.show(held, (masked) => masked.end());
    }
  }

  private show({ masked, ...event }: Held, take: (masked: MaskedStream) => string): void {
    const text = take(masked);
    if (text !== '') this.next.on({ ...event, text });
  }
}
