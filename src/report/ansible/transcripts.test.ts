import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HostStats, RunEvent, TaskResult } from '../../events/events.js';
import { toJs } from '../../value/convert.js';
import { loads } from '../../value/json.js';
import type { Dict } from '../../value/types.js';
import { completeOptions, type ReporterOptions } from '../options.js';
import { AnsibleReporter } from './reporter.js';

const folder = new URL('transcripts/', import.meta.url);

/** Options of each recorded run; see scripts/record-transcripts. */
const runs: Readonly<Record<string, Partial<ReporterOptions>>> = {
  basic: {},
  'basic-v': { verbosity: 1 },
  'basic-color': { color: true },
  'basic-quiet': { displayOkHosts: false, displaySkippedHosts: false },
  diff: {},
  'diff-color': { color: true },
  unreachable: {},
};

function readEvents(name: string): RunEvent[] {
  const lines = readFileSync(new URL(`${name}.events.jsonl`, folder), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const recorded = loads(line) as Dict;
    const event = toJs(recorded) as Record<string, unknown>;
    if (event.stats) event.stats = new Map(Object.entries(event.stats as Record<string, HostStats>));
    if (event.value) event.value = recorded.get('value');
    if (event.result)
      event.result = {
        ...(event.result as TaskResult),
        value: (recorded.get('result') as Dict).get('value'),
      };
    return event as unknown as RunEvent;
  });
}

/** What comes before tells of the installation. */
function fromFirstPlay(text: string): string {
  return text.slice(text.indexOf('\nPLAY'));
}

describe('the ansible reporter prints what ansible-playbook prints', () => {
  it('has options for every transcript', () => {
    const recorded = readdirSync(folder).filter((file) => file.endsWith('.txt'));
    expect(recorded.map((file) => file.slice(0, -4)).sort()).toEqual(Object.keys(runs).sort());
  });

  it.each(Object.keys(runs))('%s', (name) => {
    let text = '';
    const out = (chunk: string) => {
      text += chunk;
    };
    const reporter = new AnsibleReporter(
      completeOptions({
        out,
        err: () => undefined,
        tty: false,
        color: false,
        explainFailures: false,
        ...runs[name],
      }),
    );
    for (const event of readEvents(name)) reporter.on(event);
    const recorded = readFileSync(new URL(`${name}.txt`, folder), 'utf8');
    expect(fromFirstPlay(text)).toBe(fromFirstPlay(recorded));
  });
});
