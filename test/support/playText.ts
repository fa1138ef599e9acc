import { expect } from 'vitest';

/** The message of the one line that a run printed about a host that it could not reach. */
export function unreachable(text: string, host: string): string {
  return only(text, `fatal: [${host}]: UNREACHABLE! => `);
}

/** The message of the one task that failed on a host. */
export function failed(text: string, host: string): string {
  return only(text, `fatal: [${host}]: FAILED! => `);
}

/** The counts of a host's line in the recap. */
export function recap(text: string, host: string): Readonly<Record<string, number>> {
  const lines = text.slice(text.indexOf('PLAY RECAP')).split('\n');
  const line = lines.find((each) => each.split(' ')[0] === host) ?? '';
  const counts = [...line.matchAll(/(\w+)=(\d+)/g)];
  return Object.fromEntries(counts.map(([, key, count]) => [key!, Number(count)]));
}

function only(text: string, head: string): string {
  const lines = text.split('\n').filter((line) => line.startsWith(head));
  expect(lines, text).toHaveLength(1);
  return (JSON.parse(lines[0]!.slice(head.length)) as { msg: string }).msg;
}
