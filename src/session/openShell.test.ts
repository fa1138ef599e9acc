import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ByteChannel, type Connection, ConnectionError } from '../connection/connection.js';
import { connectLocal } from '../connection/local/local.js';
import { openShell } from './openShell.js';
import { BecomeError } from './types.js';

const options = { executable: '/bin/sh', prelude: '' };

describe('a target that does not open a channel', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['a shell', options, ConnectionError, 'the remote shell did not answer within 20 seconds'],
    [
      'another user',
      { ...options, become: { method: 'sudo', user: 'root' } as const },
      BecomeError,
      'sudo did not answer within 20 seconds',
    ],
  ])('fails the opening of %s in time', async (_, asked, kind, message) => {
    const connection: Connection = { ...connectLocal(), open: () => new Promise(() => {}) };
    const opening = openShell(connection, asked);
    const expected = expect(opening).rejects.toThrow(message);
    await vi.advanceTimersByTimeAsync(20_000);
    await expected;
    await expect(opening).rejects.toBeInstanceOf(kind);
  });

  it('closes a channel that comes too late', async () => {
    const channel = await connectLocal().open('cat');
    const destroy = vi.spyOn(channel, 'destroy');
    let arrive: (channel: ByteChannel) => void = () => {};
    const connection: Connection = {
      ...connectLocal(),
      open: () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    };
    const expected = expect(openShell(connection, options)).rejects.toThrow('did not answer');
    await vi.advanceTimersByTimeAsync(20_000);
    await expected;
    arrive(channel);
    await vi.advanceTimersByTimeAsync(0);
    expect(destroy).toHaveBeenCalled();
  });
});
