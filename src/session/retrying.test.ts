import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../connection/connection.js';
import { retrying } from './retrying.js';

const never = new AbortController().signal;

/** An attempt that fails with these messages, one after the other, before it succeeds. */
function failing(...messages: string[]) {
  const state = { attempts: 0 };
  const attempt = async (): Promise<string> => {
    const message = messages[state.attempts++];
    if (message !== undefined) throw new ConnectionError(message);
    return 'connected';
  };
  return { state, attempt };
}

describe('connecting again', () => {
  it('is tried as often as the setting says', async () => {
    const { state, attempt } = failing('Connection refused', 'Connection refused');
    await expect(retrying(2, never, attempt)).resolves.toBe('connected');
    expect(state.attempts).toBe(3);
  });

  it.each([
    ['without retries', 0, 'Connection refused', 1],
    ['when the last one fails', 1, 'Connection refused', 2],
    ['of a refused login', 5, 'Permission denied (publickey).', 1],
    ['of a wrong host key', 5, 'Host key verification failed.', 1],
  ])('ends with the reason %s', async (_case, retries, message, attempts) => {
    const { state, attempt } = failing(message, message, message);
    await expect(retrying(retries, never, attempt)).rejects.toThrow(message);
    expect(state.attempts).toBe(attempts);
  });

  it('ends at once when the session is closed', async () => {
    const { state, attempt } = failing('one', 'two', 'three', 'four');
    const closing = new AbortController();
    setTimeout(() => closing.abort(), 20);
    await expect(retrying(9, closing.signal, attempt)).rejects.toThrow('two');
    expect(state.attempts).toBe(2);
  });
});
