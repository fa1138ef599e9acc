import { randomBytes } from 'node:crypto';
import { type ByteChannel, type Connection, ConnectionError } from '../connection/connection.js';
import { becomeCommand, shellCommand } from './becomeCommand.js';
import { becomeFailure } from './becomeFailure.js';
import { FrameShell } from './frameShell.js';
import { answerPrompt } from './passwordPrompt.js';
import { type Become, BecomeError } from './types.js';

/** Milliseconds until a shell must have answered: becoming may ask a directory server. */
const START_TIMEOUT_MS = 20_000;

interface ShellOptions {
  /** The shell that runs the host loop. */
  readonly executable: string;
  readonly prelude: string;
  readonly become?: Become | undefined;
}

/** Starts one host loop on a channel of its own. Rejects with BecomeError or ConnectionError. */
export async function openShell(connection: Connection, options: ShellOptions): Promise<FrameShell> {
  const { become, executable } = options;
  const nonce = randomBytes(8).toString('hex');
  const prompt = `[${nonce}] password: `;
  const ready = `ready-${nonce}`;
  const command = become ? becomeCommand(become, executable, prompt, ready) : shellCommand(executable);
  const opening = connection.open(command);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      opening.then(
        (channel) => channel.destroy(),
        () => {},
      );
      reject(unanswered(become));
    }, START_TIMEOUT_MS);
  });
  try {
    const started = opening.then((channel) => startLoop(channel, options, prompt, ready));
    return await Promise.race([started, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(become: Become | undefined): Error {
  const seconds = START_TIMEOUT_MS / 1000;
  if (become) return new BecomeError(`${become.method} did not answer within ${seconds} seconds`);
  return new ConnectionError(`the remote shell did not answer within ${seconds} seconds`);
}

async function startLoop(
  channel: ByteChannel,
  { become, prelude }: ShellOptions,
  prompt: string,
  ready: string,
): Promise<FrameShell> {
  if (become?.password !== undefined) await answerPrompt(channel, become, prompt, ready);
  const shell = new FrameShell(channel);
  try {
    await shell.start(prelude);
    return shell;
  } catch (error) {
    if (become) throw new BecomeError(becomeFailure(become, shell.loginOutput), { cause: error });
    const said = shell.loginOutput.split('\n').at(-1);
    throw new ConnectionError(`${(error as Error).message}${said ? `: ${said}` : ''}`, { cause: error });
  }
}
