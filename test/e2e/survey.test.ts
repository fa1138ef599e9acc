import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestLab } from '../support/lab.js';

const site = 'test/e2e/survey/site.yaml';
const nodes = ['node1', 'node2', 'node3'];
const directory = mkdtempSync(join(tmpdir(), 'survey-'));

let lab: TestLab;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/survey/lab.yaml');
});
afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true });
});

interface Operation {
  readonly line: string;
  readonly disruptive: boolean;
  readonly interrupts: readonly string[];
  readonly refused: boolean;
}

/** The JSON document that a command printed before its warnings. */
function document(text: string): { hosts: Record<string, { operations: Operation[] }>; summary: unknown } {
  return JSON.parse(text.slice(0, text.indexOf('\n}\n') + 2));
}

/** What a run did on each host, operation by operation, as its modules say. */
function done(output: string): Record<string, string[]> {
  const lines: Record<string, string[]> = {};
  for (const line of output.split('\n').filter((each) => each.startsWith('{'))) {
    const { event, host, result } = JSON.parse(line);
    if (/^(item-)?result$/.test(event) && result.operations)
      lines[host] = [...(lines[host] ?? []), ...result.operations];
  }
  return lines;
}

/** Ids of a drawing with their states. */
async function drawn(): Promise<Map<string, string>> {
  const file = join(directory, 'site.svg');
  expect(await lab.meshwright('graph', site, '-o', file)).toMatchObject({ status: 0 });
  const hits = readFileSync(file, 'utf8').matchAll(/<g id="([^"]+)" class="object \S+ ([a-z]+)"/g);
  const all = [...hits].map((hit): [string, string] => [hit[1]!, hit[2]!]);
  const objects = new Map(all);
  expect(objects.size).toBe(all.length);
  return objects;
}

function inState(objects: ReadonlyMap<string, string>, wanted: string): string[] {
  return [...objects].filter(([, state]) => state === wanted).map(([id]) => id);
}

describe('plan', () => {
  it('on fresh hosts is, operation by operation, what the run then does', async () => {
    const planned = await lab.meshwright('plan', site, '--json');
    expect(planned.status).toBe(0);
    expect(inState(await drawn(), 'live')).toEqual([]);
    const ran = await lab.play(site, '--output', 'json');
    expect(ran.status).toBe(0);
    const did = done(ran.text);
    for (const node of nodes) {
      const lines = document(planned.text).hosts[node]!.operations.map(({ line }) => line);
      expect(lines.length).toBeGreaterThan(30);
      expect(lines).toEqual(did[node]);
    }
  });

  it('marks what interrupts traffic, names what it cuts, and says that the run refuses it', async () => {
    const words = ['-l', 'node1', '-e', 'guests_mtu=1400'];
    const { status, text } = await lab.meshwright('plan', site, '--json', ...words);
    expect(status).toBe(0);
    const [operation] = document(text).hosts.node1!.operations;
    expect(operation).toMatchObject({
      line: 'set the MTU of br-guests from 1500 to 1400',
      disruptive: true,
      refused: true,
      interrupts: ['br-guests', 'vx10', 'tap1', 'tap2'],
    });
    expect((await lab.play(site, ...words)).status).toBe(2);
  });
});

describe('drift, graph and verify', () => {
  it('find all as declared after the run', async () => {
    const { status, text } = await lab.meshwright('drift', site);
    expect(text).toContain('Drift: 0 differences on 3 hosts\n');
    expect(status).toBe(0);
    const objects = await drawn();
    expect(inState(objects, 'live')).toHaveLength(objects.size);
    expect(objects.size).toBe(3 * 17);
    expect((await lab.meshwright('verify', site)).status).toBe(0);
  });

  it('name one link that was deleted by hand, and no foreign one', async () => {
    await lab.ssh('node2', 'ip link del vx20; ip link add foreign type bridge');
    const { status, text } = await lab.meshwright('drift', site);
    expect(status).toBe(2);
    expect(text).toContain('node1: as declared\n');
    expect(text).toContain('node2: 1 difference\n');
    expect(text).toContain('    vxlan vx20 is missing\n');
    expect(text).not.toContain('foreign');
    const objects = await drawn();
    expect(inState(objects, 'missing')).toEqual(['node2/vxlan/vx20']);
    expect(inState(objects, 'different')).toEqual([]);
  });

  it('say in a sentence what packets do not do', async () => {
    await lab.ssh('node3', 'ip link set vx10 down');
    const { status, text } = await lab.meshwright('verify', site);
    expect(status).toBe(2);
    expect(text).toContain('node1: 1 of 2 checks failed\n');
    expect(text).toMatch(
      /reach : Reach the others through the mesh\n {4}ping 10\.20\.0\.3: expected .*, got .*\n/,
    );
  });
});
