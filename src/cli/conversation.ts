import { readFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { EventSink } from '../events/events.js';
import type { Person } from '../module/types.js';
import { standardOutput } from './standardStreams.js';
import { inputTerminal } from './terminalInput.js';

/** Does something that uses the terminal; reports stand above it and leave the terminal alone meanwhile. */
export async function conversation<T>(sink: EventSink, work: () => Promise<T>): Promise<T> {
  await sink({ kind: 'conversation', open: true });
  try {
    return await work();
  } finally {
    await sink({ kind: 'conversation', open: false });
  }
}

/** Lets somebody be talked with key by key: while it lasts the terminal shows nothing by itself, and Ctrl-C is a key. */
export async function converse<T>(sink: EventSink, work: (person: Person) => Promise<T>): Promise<T> {
  const say = (text: string): void => void sink({ kind: 'message', level: 'info', text });
  const terminal = isForeground() ? inputTerminal() : undefined;
  if (!terminal)
    return work({ interactive: false, say, echo: () => {}, key: () => Promise.resolve(undefined) });
  const keys = new Keys();
  const { input } = terminal;
  input.setRawMode(true).on('data', keys.take).on('end', keys.end).resume();
  try {
    return await work({ interactive: true, say, echo, key: () => keys.next() });
  } finally {
    input.off('data', keys.take).off('end', keys.end).setRawMode(false).pause();
  }
}

function echo(text: string): void {
  if (!process.stdout.isTTY) return;
  standardOutput.write(text);
  standardOutput.flush();
}

/** Keys in the order they were pressed, kept until somebody asks for them. */
class Keys {
  private readonly decoder = new StringDecoder('utf8');
  private readonly pressed: string[] = [];
  private ended = false;
  private wake: () => void = () => {};

  readonly take = (bytes: Buffer): void => {
    this.pressed.push(...this.decoder.write(bytes));
    this.wake();
  };

  readonly end = (): void => {
    this.ended = true;
    this.wake();
  };

  async next(): Promise<string | undefined> {
    while (this.pressed.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.pressed.shift();
  }
}

/** Whether this program's group is the one that the terminal gives what is typed (proc(5), fields pgrp and tpgid). */
function isForeground(): boolean {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}
