import { randomBytes } from 'node:crypto';
import { type ByteChannel, ConnectionError } from '../connection/connection.js';
import {
  encodeFrame,
  encodeLastFrame,
  encodePing,
  encodeQuit,
  encodeSignal,
  type FrameTarget,
} from '../shell/frame.js';
import { type Marker, MarkerScanner } from '../shell/marker.js';
import { bootstrapInput } from '../shell/prelude.js';
import { RunningFrame } from './runningFrame.js';
import { supervise } from './supervision.js';
import type { ExecResult, RunOptions } from './types.js';

/** Characters of login output kept for messages. */
const MAX_NOISE = 8192;

type StreamName = 'stdout' | 'stderr';

/** One host loop on one channel: runs one frame at a time. */
export class FrameShell {
  readonly nonce = randomBytes(16).toString('hex');
  /** Settles with the reason, in one line, when no further frame can run here. Never rejects. */
  readonly gone: Promise<string>;
  private target: FrameTarget | undefined;
  private hello: FrameTarget | undefined;
  private seq = 0;
  private current: RunningFrame | undefined;
  private heardAt = Date.now();
  private noise = '';
  private ended = false;
  private announce: (reason: string) => void = () => {};
  private readonly greeted: Record<StreamName, boolean> = { stdout: false, stderr: false };
  private onGreeting: (target: FrameTarget) => void = () => {};

  constructor(private readonly channel: ByteChannel) {
    this.gone = new Promise((resolve) => {
      this.announce = resolve;
    });
    this.listen('stdout');
    this.listen('stderr');
    channel.stdin.on('error', () => {});
    void channel.ended.then(({ code, signal }) => {
      const how = signal ? `signal ${signal}` : code === undefined ? 'connection lost' : `status ${code}`;
      this.end(`the remote shell ended (${how})`);
    });
  }

  get busy(): boolean {
    return this.current !== undefined;
  }

  get usable(): boolean {
    return !this.ended;
  }

  /** What the login printed before the loop answered: the cause when it never does. */
  get loginOutput(): string {
    return this.noise.trim();
  }

  /** Sends the prelude and resolves when the loop runs. Rejects with ConnectionError when the shell ends before. */
  async start(prelude: string): Promise<void> {
    const greeting = new Promise<FrameTarget>((resolve) => {
      this.onGreeting = resolve;
    });
    this.channel.stdin.write(bootstrapInput(this.nonce, prelude));
    const end = this.gone.then((reason) => {
      throw new ConnectionError(reason);
    });
    this.target = await Promise.race([greeting, end]);
    end.catch(() => {});
  }

  /** Runs scripts as one frame, results in order. Rejects with FrameTimeout, the signal's reason, or ConnectionError. */
  run(scripts: readonly string[], stdin: Buffer | undefined, options: RunOptions): Promise<ExecResult[]> {
    const { frame, target } = this.begin(scripts, options);
    this.channel.stdin.write(encodeFrame({ seq: frame.seq, scripts, stdin }, target));
    this.heardAt = Date.now();
    const send = (bytes: Buffer) => {
      if (!this.ended) this.channel.stdin.write(bytes);
    };
    const control = {
      signal: (name: 'TERM' | 'KILL') => send(encodeSignal(frame.seq, name, target)),
      ping: () => send(encodePing(frame.seq, target)),
      silentFor: () => Date.now() - this.heardAt,
      abandon: (reason: string) => this.abandon(reason),
    };
    return supervise(frame.results, control, options);
  }

  /** Runs the channel's last frame: `input` is streamed to it, of any size. */
  runLast(scripts: readonly string[], input: Buffer, options: RunOptions): Promise<ExecResult[]> {
    const { frame, target } = this.begin(scripts, options);
    this.channel.stdin.end(Buffer.concat([encodeLastFrame({ seq: frame.seq, scripts }, target), input]));
    // Closing the channel is what ends this frame: its stdin belongs to the script.
    const stop = () => this.abandon('the command was ended');
    const control = { signal: stop, ping: () => {}, silentFor: () => 0, abandon: stop };
    return supervise(frame.results, control, options);
  }

  /** Lets the loop end by itself; what finished frames left running stays. */
  quit(): void {
    if (this.target && !this.ended && !this.current) this.channel.stdin.end(encodeQuit(this.target));
    else this.channel.destroy();
    this.end('the session was closed');
  }

  /** Closes the channel; the loop then ends its running frame by itself. */
  abandon(reason: string): void {
    this.channel.destroy();
    this.end(reason);
  }

  private begin(
    scripts: readonly string[],
    options: RunOptions,
  ): { frame: RunningFrame; target: FrameTarget } {
    if (this.ended || !this.target) throw new ConnectionError('the remote shell has ended');
    if (this.current) throw new Error('a frame is already running in this shell');
    this.seq += 1;
    const frame = new RunningFrame(this.seq, scripts.length, options.onOutput);
    this.current = frame;
    const done = () => {
      if (this.current === frame) this.current = undefined;
    };
    frame.results.then(done, done);
    return { frame, target: this.target };
  }

  private listen(name: StreamName): void {
    const scanner = new MarkerScanner(this.nonce);
    this.channel[name].on('data', (chunk: Buffer) => {
      this.heardAt = Date.now();
      for (const piece of scanner.push(chunk)) {
        if ('marker' in piece) this.onMarker(name, piece.marker);
        else this.onData(name, piece.data);
      }
    });
  }

  private onData(name: StreamName, data: Buffer): void {
    if (this.greeted[name]) this.current?.addOutput(name, data);
    else if (this.noise.length < MAX_NOISE) this.noise += data.toString('utf8');
  }

  private onMarker(name: StreamName, { kind, words }: Marker): void {
    if (kind === 'H') this.onHello(name, words);
    else if (kind === 'E' || kind === 'S') {
      if (Number(words[0]) === this.current?.seq) this.current.addEnd(name, kind === 'E', Number(words[1]));
    }
  }

  /** The loop greets on both streams, so that what came before is known to be the login's. */
  private onHello(name: StreamName, [dd]: readonly string[]): void {
    this.greeted[name] = true;
    if (dd !== undefined) this.hello = { nonce: this.nonce, dd: dd === '1' };
    if (this.hello && this.greeted.stdout && this.greeted.stderr) this.onGreeting(this.hello);
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.announce(reason);
    this.current?.fail(new ConnectionError(reason));
  }
}
