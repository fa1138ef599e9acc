import type { ByteChannel } from '../connection/connection.js';
import { becomeFailure, wrongPassword } from './becomeFailure.js';
import { type Become, BecomeError } from './types.js';

/** su asks in the target's language: a line that is not finished and ends in a colon. */
const FOREIGN_PROMPT = /[:：]\s*$/;

/**
 * Gives the password when, and only when, it is asked for, and resolves once the shell has said `ready`.
 * Rejects with BecomeError when it is asked for twice or the method gives up.
 */
export function answerPrompt(
  channel: ByteChannel,
  become: Become,
  prompt: string,
  ready: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    let answered = false;
    const settle = (error?: string) => {
      channel.stdout.off('data', read);
      channel.stderr.off('data', read);
      if (error === undefined) return resolve();
      channel.destroy();
      reject(new BecomeError(error));
    };
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes(`${ready}\n`)) return settle();
      if (!(become.method === 'sudo' ? output.includes(prompt) : FOREIGN_PROMPT.test(output))) return;
      if (answered) return settle(wrongPassword(become));
      answered = true;
      output = '';
      channel.stdin.write(`${become.password}\n`);
    };
    channel.stdout.on('data', read);
    channel.stderr.on('data', read);
    void channel.ended.then(() => settle(becomeFailure(become, output)));
  });
}
