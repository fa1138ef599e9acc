import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestProject, writtenTasks } from '../../test/support/project.js';
import type { Block, Task } from '../playbook/ast.js';
import { Dict } from '../value/types.js';
import type { VariableStore } from './store.js';

/**
 * The levels of Ansible's documentation ("Understanding variable precedence"), lowest first. Level 1, command line
 * values such as `-u`, is not a variable; 11 (facts) and 12 onwards belong to a task of role `r` within a block.
 */
const LEVELS = [
  'role defaults',
  'inventory file, group vars',
  'group_vars/all of the inventory',
  'group_vars/all of the playbook',
  'group_vars of the inventory',
  'group_vars of the playbook',
  'inventory file, host vars',
  'host_vars of the inventory',
  'host_vars of the playbook',
  'facts',
  'play vars',
  'vars_prompt',
  'vars_files',
  'role vars',
  'block vars',
  'task vars',
  'include_vars',
  'set_fact and registered vars',
  'role parameters',
  'include parameters',
  'extra vars',
] as const;

type Level = (typeof LEVELS)[number];

/** The value a level gives the variable `level<n>` for every n it takes part in: its own name. */
function assignments(level: Level, names: ReadonlyMap<string, ReadonlySet<Level>>): [string, string][] {
  return [...names].filter(([, levels]) => levels.has(level)).map(([name]) => [name, level]);
}

/** A project in which every level sets the variables that name it. */
class Levels {
  readonly project: TestProject;

  constructor(private readonly names: ReadonlyMap<string, ReadonlySet<Level>>) {
    const flow = (level: Level): string =>
      `{${this.pairs(level)
        .map(([name, value]) => `${name}: "${value}"`)
        .join(', ')}}`;
    const ini = (level: Level): string =>
      this.pairs(level)
        .map(([name, value]) => `${name}="${value}"\n`)
        .join('');
    const inline = (level: Level): string =>
      this.pairs(level)
        .map(([name, value]) => `${name}="${value}"`)
        .join(' ');
    this.project = new TestProject({
      'inv/hosts': `[web]\nh1 ${inline('inventory file, host vars')}\n[web:vars]\n${ini('inventory file, group vars')}`,
      'inv/group_vars/all.yml': flow('group_vars/all of the inventory'),
      'group_vars/all.yml': flow('group_vars/all of the playbook'),
      'inv/group_vars/web.yml': flow('group_vars of the inventory'),
      'group_vars/web.yml': flow('group_vars of the playbook'),
      'inv/host_vars/h1.yml': flow('host_vars of the inventory'),
      'host_vars/h1.yml': flow('host_vars of the playbook'),
      'more.yml': flow('vars_files'),
      'roles/r/defaults/main.yml': flow('role defaults'),
      'roles/r/vars/main.yml': flow('role vars'),
      'roles/r/tasks/main.yml': `- block:\n    - debug:\n      vars: ${flow('task vars')}\n  vars: ${flow('block vars')}\n`,
      'site.yml': [
        '- hosts: all',
        `  vars: ${flow('play vars')}`,
        '  vars_files: [more.yml]',
        `  roles: [{role: r, ${flow('role parameters').slice(1, -1)}}]`,
      ].join('\n'),
    });
  }

  private pairs(level: Level): [string, string][] {
    return assignments(level, this.names);
  }

  /** What wins, by name. */
  async winners(): Promise<Record<string, unknown>> {
    const [play] = this.project.load();
    const store: VariableStore = await this.project.store(this.dict('extra vars'), false, 'inv/hosts');
    store.setPrompted(play!, this.dict('vars_prompt'));
    const state = store.state('h1');
    state.gather(this.dict('facts'));
    for (const [name, value] of this.dict('include_vars')) state.included.set(name, value);
    for (const [name, value] of this.dict('set_fact and registered vars')) state.set.set(name, value);
    const node = included(writtenTasks(play!)[0]!, this.dict('include parameters'));
    const scope = store.scope({ host: 'h1', node, magic: new Map() });
    return Object.fromEntries([...this.names.keys()].map((name) => [name, scope.get(name)]));
  }

  private dict(level: Level): Dict {
    return new Dict(this.pairs(level));
  }
}

/** The task as an include with parameters brings it in. */
function included(task: Task, parameters: Dict): Task {
  const around: Block = {
    kind: 'block',
    source: new Dict(),
    parent: task.parent,
    span: undefined,
    role: task.role,
    block: [],
    rescue: [],
    always: [],
    includeVars: parameters,
  };
  return { ...task, parent: around };
}

describe('variable precedence', () => {
  const pairs = new Map(
    LEVELS.slice(1).map((level, i) => [`level${i + 1}`, new Set([LEVELS[i]!, level])] as const),
  );
  const alone = new Map(LEVELS.map((level, i) => [`only${i}`, new Set([level])] as const));
  let winners: Record<string, unknown>;
  let levels: Levels;

  beforeAll(async () => {
    levels = new Levels(new Map([...pairs, ...alone]));
    winners = await levels.winners();
  });
  afterAll(() => levels.project.remove());

  it.each(LEVELS.map((level, i) => [i, level] as const))('%i. %s are seen', (i, level) => {
    expect(winners[`only${i}`]).toBe(level);
  });

  it.each(LEVELS.slice(1).map((level, i) => [level, LEVELS[i]!, i + 1] as const))(
    '%s win over %s',
    (level, _lower, i) => {
      expect(winners[`level${i}`]).toBe(level);
    },
  );

  it('lets the highest of any set of levels win', async () => {
    const subset = fc.subarray([...LEVELS], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(subset, { minLength: 20, maxLength: 40 }), async (subsets) => {
        const names = new Map(subsets.map((set, i) => [`v${i}`, new Set(set)]));
        const random = new Levels(names);
        try {
          const expected = subsets.map((set, i) => [
            `v${i}`,
            LEVELS.findLast((level) => set.includes(level)),
          ]);
          expect(await random.winners()).toEqual(Object.fromEntries(expected));
        } finally {
          random.project.remove();
        }
      }),
      { numRuns: 15 },
    );
  });
});
