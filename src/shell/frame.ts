import { quote } from './sh.js';

/** Payloads that need more bytes than this travel over a channel of their own. */
const MAX_INLINE_PAYLOAD = 256 * 1024;

/**
 * Shells read one byte per system call (0.7 µs a byte in dash, 4 µs in bash); above this size starting `dd` is
 * the cheaper way.
 */
const LINEWISE_LIMIT = 768;

interface Frame {
  readonly seq: number;
  /** Scripts that run one after the other, each in a subshell of its own, with a result each. */
  readonly scripts: readonly string[];
  readonly stdin?: Buffer | undefined;
}

/** What the target's shell can do, as its loop reported it. */
export interface FrameTarget {
  readonly nonce: string;
  /** `dd` knows `iflag=fullblock`: blocks of a known size can be taken without reading ahead. */
  readonly dd: boolean;
}

/** Bytes of a frame: header, script, payload. The shell reads all of them before it runs anything. */
export function encodeFrame(frame: Frame, target: FrameTarget): Buffer {
  const script = block(Buffer.from(body(frame.scripts)), target);
  if (frame.stdin === undefined) {
    return Buffer.concat([header(target, `f ${frame.seq} n ${script.size}`), script.bytes]);
  }
  const escaped = frame.stdin.includes(0);
  const text = Buffer.concat([escaped ? escapeNul(frame.stdin) : frame.stdin, Buffer.from('x')]);
  const payload = block(text, target);
  const mode = `${payload.size === 0 ? 'l' : 'd'}${escaped ? 'b' : 's'}`;
  const head = header(target, `f ${frame.seq} ${mode} ${script.size} ${payload.size}`);
  return Buffer.concat([head, script.bytes, payload.bytes]);
}

/** Header and script of a frame whose standard input is all that follows on the channel. */
export function encodeLastFrame(frame: Omit<Frame, 'stdin'>, target: FrameTarget): Buffer {
  const script = block(Buffer.from(body(frame.scripts)), target);
  return Buffer.concat([header(target, `x ${frame.seq} x ${script.size}`), script.bytes]);
}

/** Asks for a signal to the frame's processes; ignored when the frame is not the current one. */
export function encodeSignal(seq: number, signal: 'TERM' | 'KILL', target: FrameTarget): Buffer {
  return header(target, `k ${seq} ${signal}`);
}

/** Asks whether the frame still runs: answered by an `A` marker, or by its end when the loop finds it dead. */
export function encodePing(seq: number, target: FrameTarget): Buffer {
  return header(target, `p ${seq}`);
}

/** Ends the loop and leaves alone what finished frames keep running in the background. */
export function encodeQuit(target: FrameTarget): Buffer {
  return header(target, 'q');
}

/** True when a payload fits into the frame itself. */
export function fitsInline(payload: Buffer): boolean {
  if (payload.length > MAX_INLINE_PAYLOAD) return false;
  return !payload.includes(0) || escapeNul(payload).length <= MAX_INLINE_PAYLOAD;
}

function body(scripts: readonly string[]): string {
  const lines: string[] = [];
  scripts.forEach((script, i) => {
    if (script.includes('\0')) throw new RangeError('a script cannot hold a NUL byte');
    const last = i === scripts.length - 1;
    if (!last) lines.push(`(eval ${quote(script)}); _mw_part "$?"`);
    else lines.push(ownsItsShell(script) ? `(eval ${quote(script)})` : script);
  });
  return lines.join('\n');
}

/** `exec` and traps would take away the end marker, which the frame's own shell writes when it exits. */
function ownsItsShell(script: string): boolean {
  return /\b(?:exec|trap)\b/.test(script);
}

function block(text: Buffer, target: FrameTarget): { size: number; bytes: Buffer } {
  if (target.dd && text.length > LINEWISE_LIMIT) {
    const bytes = Buffer.concat([text, Buffer.from(`\n${target.nonce}`)]);
    return { size: bytes.length, bytes };
  }
  return { size: 0, bytes: Buffer.concat([text, Buffer.from(`\n${target.nonce}\n`)]) };
}

function header(target: FrameTarget, words: string): Buffer {
  return Buffer.from(`${target.nonce} ${words}\n`);
}

/** The form that `printf %b` turns back into the bytes; shell variables cannot hold a NUL. */
function escapeNul(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replaceAll('\\', '\\\\').replaceAll('\0', '\\0000');
  return Buffer.from(text, 'latin1');
}
