import { describe, expect, it } from 'vitest';
import { chainsOf, parseSaved, savedFromList } from '../read/chains.js';
import { chainSteps } from './chainSteps.js';
import { segmentsOf } from './segment.js';

const list = `Chain INPUT (policy ACCEPT)

Chain OUTPUT (policy DROP)
-j MW-ARP -o eth1 
-j DROP ! -s 192.0.2.1 

Chain MW-ARP (1 references)
-j mangle -o eth1 --opcode 1 --mangle-ip-s 192.0.2.9 
`;

const chain = {
  kind: 'chain',
  tool: 'arptables',
  table: 'filter',
  name: 'MW-ARP',
  policy: '-',
  rules: ['-o eth1 --opcode 1 -j mangle --mangle-ip-s 192.0.2.7'],
  jumps: [{ from: 'OUTPUT', position: 'first', match: '' }],
} as const;

const programs = new Map([['arptables', { program: 'arptables-legacy', restores: false }]]);

describe('arptables of the older tables', () => {
  it('lists chains, which read as those of a save program', () => {
    expect(parseSaved(savedFromList(list))).toEqual([
      { table: 'filter', name: 'INPUT', policy: 'ACCEPT', rules: [] },
      {
        table: 'filter',
        name: 'OUTPUT',
        policy: 'DROP',
        rules: ['-j MW-ARP -o eth1', '-j DROP ! -s 192.0.2.1'],
      },
      {
        table: 'filter',
        name: 'MW-ARP',
        policy: '-',
        rules: ['-j mangle -o eth1 --opcode 1 --mangle-ip-s 192.0.2.9'],
      },
    ]);
    expect(chainsOf('arptables', parseSaved(savedFromList(list)))[0]?.jumps).toEqual([
      { from: 'OUTPUT', position: 'first', match: '-o eth1' },
    ]);
  });

  it('that has nothing is read as nothing', () => {
    expect(savedFromList('')).toBe('');
  });

  it('gets a command for each line, as it has no program that restores without touching rules of others', () => {
    const made = segmentsOf([{ steps: chainSteps(undefined, chain) }], new Map(), programs);
    expect(made).toMatchObject([
      {
        program: 'arptables-legacy',
        input: '',
        owners: [0, 0, 0],
        commands: [
          ['-t', 'filter', '-N', 'MW-ARP'],
          [
            '-t',
            'filter',
            '-A',
            'MW-ARP',
            '-o',
            'eth1',
            '--opcode',
            '1',
            '-j',
            'mangle',
            '--mangle-ip-s',
            '192.0.2.7',
          ],
          ['-t', 'filter', '-I', 'OUTPUT', '-j', 'MW-ARP'],
        ],
      },
    ]);
  });

  it('keeps a chain that is there and empties it', () => {
    const steps = chainSteps({ ...chain, rules: ['-j DROP'] }, chain);
    const [segment] = segmentsOf([{ steps }], new Map([['arptables', savedFromList(list)]]), programs);
    expect(segment?.commands.map((words) => words.slice(2, 4))).toEqual([
      ['-F', 'MW-ARP'],
      ['-A', 'MW-ARP'],
    ]);
    expect(segment?.owners).toEqual([0, 0]);
  });
});
