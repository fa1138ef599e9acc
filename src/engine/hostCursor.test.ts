import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, implicitTask, nameOf, type Task, type TaskNode } from '../playbook/ast.js';
import { Dict } from '../value/types.js';
import { comparePaths, HostCursor } from './hostCursor.js';

/** A task tree in short: a name is a task, `name!` one that fails, `[name, …]` one that includes others. */
type Sketch =
  | string
  | { readonly include: readonly Sketch[] }
  | {
      readonly block: readonly Sketch[];
      readonly rescue?: readonly Sketch[];
      readonly always?: readonly Sketch[];
    };

const root: Block = block({ block: [] });
const included = new WeakMap<Task, readonly TaskNode[]>();

function task(name: string): Task {
  return implicitTask(root ?? ({} as Block), 'debug', new Dict(), new Dict([['name', name]]));
}

function block(sketch: Exclude<Sketch, string | { include: unknown }>): Block {
  const common = {
    kind: 'block' as const,
    source: new Dict(),
    parent: undefined,
    span: undefined,
    role: undefined,
  };
  const nodes = (list: readonly Sketch[] = []): TaskNode[] => list.map(node);
  return {
    ...common,
    block: nodes(sketch.block),
    rescue: nodes(sketch.rescue),
    always: nodes(sketch.always),
  };
}

function node(sketch: Sketch): TaskNode {
  if (typeof sketch === 'string') return task(sketch);
  if ('block' in sketch) return block(sketch);
  const include = task('include');
  included.set(include, sketch.include.map(node));
  return include;
}

/** Runs a tree; returns the names of the tasks in the order in which they ran, and whether the host survived. */
function run(tree: readonly Sketch[], visits: (name: string) => boolean = () => true): [string[], boolean] {
  const cursor = new HostCursor(tree.map(node), (each) => visits(nameOf(each)!));
  const ran: string[] = [];
  for (let at = cursor.current(); at; at = cursor.current()) {
    const name = nameOf(at)!;
    const inner = included.get(at);
    if (inner) {
      cursor.push(inner);
      continue;
    }
    ran.push(name);
    if (name.endsWith('!')) cursor.fail();
    else cursor.advance();
  }
  return [ran, !cursor.failed];
}

/** The same by plain recursion: the rules of blocks as the documentation tells them. */
function expected(tree: readonly Sketch[], ran: string[]): boolean {
  for (const each of tree) {
    if (typeof each === 'string') {
      ran.push(each);
      if (each.endsWith('!')) return false;
    } else if ('include' in each) {
      if (!expected(each.include, ran)) return false;
    } else {
      let well = expected(each.block, ran);
      if (!well && each.rescue && each.rescue.length > 0) well = expected(each.rescue, ran);
      const ended = expected(each.always ?? [], ran);
      if (!well || !ended) return false;
    }
  }
  return true;
}

describe('HostCursor', () => {
  it.each<[string, Sketch[], string, boolean]>([
    ['tasks in order', ['a', 'b'], 'a b', true],
    ['a failure ends the host', ['a', 'b!', 'c'], 'a b!', false],
    ['a block like its tasks', ['a', { block: ['b', 'c'] }, 'd'], 'a b c d', true],
    ['always after the block', [{ block: ['a'], rescue: ['r'], always: ['z'] }, 'b'], 'a z b', true],
    ['rescue instead of the rest', [{ block: ['a!', 'b'], rescue: ['r'] }, 'c'], 'a! r c', true],
    ['always after a rescue', [{ block: ['a!'], rescue: ['r'], always: ['z'] }, 'c'], 'a! r z c', true],
    ['always before the failure goes on', [{ block: ['a!'], always: ['y', 'z'] }, 'c'], 'a! y z', false],
    [
      'a failing rescue fails the block',
      [{ block: ['a!'], rescue: ['r!'], always: ['z'] }, 'c'],
      'a! r! z',
      false,
    ],
    ['a failing always fails the block', [{ block: ['a'], always: ['z!', 'y'] }, 'c'], 'a z!', false],
    [
      'an outer rescue catches what inner sections let through',
      [{ block: [{ block: ['a!'], always: ['z'] }, 'b'], rescue: ['r'] }, 'c'],
      'a! z r c',
      true,
    ],
    [
      'a failure in an include is rescued outside',
      [{ block: [{ include: ['a!', 'b'] }], rescue: ['r'] }, 'c'],
      'a! r c',
      true,
    ],
    [
      'the task after an include follows its tasks',
      [{ include: ['a', { include: ['b'] }] }, 'c'],
      'a b c',
      true,
    ],
    ['empty blocks and includes', [{ block: [] }, { include: [] }, 'a'], 'a', true],
  ])('%s', (_title, tree, order, survives) => {
    expect(run(tree)).toEqual([order.split(' '), survives]);
  });

  it('passes over tasks that do not concern the host', () => {
    expect(run(['a', { block: ['b', 'c'], always: ['d'] }, 'e'], (name) => 'bde'.includes(name))).toEqual([
      ['b', 'd', 'e'],
      true,
    ]);
  });

  it('knows whether a failure would be rescued, and whether it is in a rescue or always section', () => {
    const cursor = new HostCursor([node({ block: ['a!'], rescue: ['r'], always: ['z'] })], () => true);
    const state = (): unknown => [nameOf(cursor.current()!), cursor.isRescuable(), cursor.isRecovering()];
    expect(state()).toEqual(['a!', true, false]);
    expect(cursor.fail()).toBe('rescued');
    expect(state()).toEqual(['r', false, true]);
    cursor.advance();
    expect(state()).toEqual(['z', false, true]);
  });

  it('does as plain recursion does, for any tree', () => {
    const { tree } = fc.letrec<{ tree: Sketch[]; node: Sketch }>((tie) => ({
      tree: fc.array(tie('node'), { maxLength: 4 }),
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('a', 'b', 'c!'),
        fc.record({ include: tie('tree') }),
        fc.record({ block: tie('tree'), rescue: tie('tree'), always: tie('tree') }),
      ),
    }));
    fc.assert(
      fc.property(tree, (sketch) => {
        const ran: string[] = [];
        const survives = expected(sketch, ran);
        expect(run(sketch)).toEqual([ran, survives]);
      }),
      { numRuns: 1000 },
    );
  });

  it('moves through positions that only grow, so that hosts can wait for each other', () => {
    const tree = [{ block: ['a!'], rescue: [{ include: ['r', 's'] }], always: ['z'] }, 'b'];
    const cursor = new HostCursor(tree.map(node), () => true);
    let last: number[] | undefined;
    for (let at = cursor.current(); at; at = cursor.current()) {
      if (last) expect(comparePaths(cursor.path(), last)).toBeGreaterThan(0);
      last = cursor.path();
      const inner = included.get(at);
      if (inner) cursor.push(inner);
      else if (nameOf(at)!.endsWith('!')) cursor.fail();
      else cursor.advance();
    }
    expect(last).toBeDefined();
  });
});
