import { Writable } from 'node:stream';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { BufferedOutput } from './bufferedOutput.js';

/** A stream whose reader takes a chunk when told. */
function slowStream() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 100,
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      taken.push(chunk);
      waiting.push(done);
    },
  });
  return { stream, taken, take: () => waiting.shift()?.() };
}

it('hands over what is written in one turn in one piece', async () => {
  const { stream, taken } = slowStream();
  const output = new BufferedOutput(stream);
  output.write('one\n');
  output.write('two\n');
  expect(taken).toEqual([]);
  await nextTurn();
  expect(taken).toEqual(['one\ntwo\n']);
});

it('does not wait for the end of the turn with much text, nor when told to flush', () => {
  const { stream, taken, take } = slowStream();
  const output = new BufferedOutput(stream);
  output.write('x'.repeat(1 << 15));
  take();
  output.write('rest');
  output.flush();
  output.flush();
  expect(taken.map((text) => text.length)).toEqual([1 << 15, 4]);
});

it('gives a terminal every text at once', () => {
  const { stream, taken } = slowStream();
  const output = new BufferedOutput(Object.assign(stream, { isTTY: true }));
  output.write('one\n');
  expect(taken).toEqual(['one\n']);
});

it('lets a writer wait for a slow reader', async () => {
  const { stream, take } = slowStream();
  const output = new BufferedOutput(stream);
  output.write('short');
  output.flush();
  expect(output.behind()).toBeUndefined();
  output.write('x'.repeat(200));
  output.flush();
  let caughtUp = false;
  const waits = Promise.all([output.behind(), output.behind()]).then(() => {
    caughtUp = true;
  });
  await delay(5);
  expect(caughtUp).toBe(false);
  take();
  take();
  await waits;
  expect(output.behind()).toBeUndefined();
});

it('does not keep text for long while nothing ends the turn', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { stream, taken } = slowStream();
  const output = new BufferedOutput(stream);
  output.write('one\n');
  vi.advanceTimersByTime(100);
  output.write('two\n');
  expect(taken).toEqual(['one\ntwo\n']);
});
