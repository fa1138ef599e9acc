import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Diff } from '../../events/events.js';
import type { Module, ModuleOutcome } from '../../module/types.js';
import { fromJs, toJs } from '../../value/convert.js';
import { dumps } from '../../value/json.js';
import { commandModules } from '../commands/index.js';
import { fileModules } from './index.js';
import { type ModuleLab, openModuleLab, testData } from './moduleUnderTest.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Result = { [key: string]: Json };

interface Case {
  name: string;
  module: string;
  setup?: Record<string, string>;
  args: object;
  /** The second run is not the same task any more. */
  once?: boolean;
  /** The wording of the refusal is our own. */
  loose?: boolean;
  /** We show a difference where Ansible shows none. */
  ownDiff?: boolean;
  /** The tree holds the name of the temporary folder. */
  ownTree?: boolean;
  /** We predict where Ansible skips. */
  ownCheck?: boolean;
}

const cases = JSON.parse(readFileSync(testData('cases.json'), 'utf8')) as Case[];
const oracle = JSON.parse(readFileSync(testData('oracle.json'), 'utf8')) as {
  oracle: string;
  cases: Record<string, { check: Result; run: Result; again?: Result; tree: Result }>;
};
const modules = new Map<string, Module>(
  [...fileModules, ...commandModules].map((one) => [one.name.split('.').at(-1)!, one]),
);

/** What is compared; other facts differ by their nature (temporary names, clocks). */
const COMPARED =
  'changed failed skipped msg mode state checksum size rc stdout stdout_lines cmd found matched examined content dest'.split(
    ' ',
  );
/** In check mode Ansible tells a file's facts as they are, we as they would be: only the outcome is compared. */
const PREDICTED = 'changed failed skipped msg rc stdout cmd found matched examined content'.split(' ');
/** Only the outcome is compared where the wording is our own. */
const OUTCOME = 'changed failed skipped'.split(' ');

let dir = '';
let lab: ModuleLab;
const umask = process.umask(0o022);
beforeAll(() => {
  lab = openModuleLab(tmpdir());
});
afterAll(async () => {
  await lab.close();
  process.umask(umask);
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mw-files-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe(`file and command modules behave like ${oracle.oracle}`, () => {
  it.each(cases)('$name', async (one) => {
    build(one.setup ?? {});
    const expected = oracle.cases[one.name]!;
    const args = JSON.parse(JSON.stringify(one.args).replaceAll('{dir}', dir)) as object;
    const module = modules.get(one.module)!;
    const before = tree();
    const check = await lab.run(module, args, { check: true });
    expect(tree()).toEqual(before);
    const predicted = one.loose ? OUTCOME : PREDICTED;
    const compared = one.loose ? OUTCOME : COMPARED;
    if (one.ownCheck) expect(check.value.get('changed')).toBe(expected.run.changed);
    else expect(view(check, predicted, one)).toEqual(wanted(expected.check, predicted, one));
    const first = await lab.run(module, args);
    expect(view(first, compared, one)).toEqual(wanted(expected.run, compared, one));
    if (!one.ownTree) expect(tree()).toEqual(expected.tree);
    if (!expected.again) return;
    const times = mtimes();
    const second = await lab.run(module, args);
    expect(view(second, compared, one)).toEqual(wanted(expected.again, compared, one));
    if (expected.again.changed === false) expect(mtimes()).toEqual(times);
    if (!one.ownTree) expect(tree()).toEqual(expected.tree);
  });
});

function view(outcome: ModuleOutcome, keys: readonly string[], one: Case): Result {
  const value = JSON.parse(JSON.stringify(toJs(outcome.value)).replaceAll(dir, '{dir}')) as Result;
  if (one.ownDiff) return pick(value, keys);
  return { ...pick(value, keys), diff: outcome.diffs.flatMap(shownDiff) };
}

function wanted(result: Result, keys: readonly string[], one: Case): Result {
  if (one.ownDiff) return pick(result, keys);
  const diffs = result.diff === undefined ? [] : [result.diff].flat();
  return { ...pick(result, keys), diff: diffs.flatMap((diff) => oracleDiff(diff as Result)) };
}

function pick(result: Result, keys: readonly string[]): Result {
  const picked: Result = {};
  for (const key of keys) {
    const value = result[key];
    // A folder's size depends on the file system.
    if (value === undefined || (key === 'size' && result.state === 'directory')) continue;
    if (value === false && key !== 'changed') continue;
    if (value === '' && key === 'msg') continue;
    picked[key] = value;
  }
  return picked;
}

/** The texts of a difference, or nothing when both sides are the same (then nothing is displayed). */
function shownDiff(diff: Diff): Json[] {
  if (diff.prepared !== undefined) return [diff.prepared];
  if (diff.before === diff.after) return [];
  return [[diff.before ?? '', diff.after ?? ''].map((text) => text.replaceAll(dir, '{dir}'))];
}

function oracleDiff(diff: Result): Json[] {
  if (diff.dst_binary !== undefined) return ['diff skipped: destination file appears to be binary\n'];
  if (diff.before === undefined || diff.after === undefined) return [];
  const text = (side: Json): string =>
    typeof side === 'string'
      ? side
      : `${dumps(fromJs(side), { indent: 4, sortKeys: true, separators: [',', ': '] })}\n`;
  const pair = [text(diff.before), text(diff.after)];
  return pair[0] === pair[1] ? [] : [pair];
}

function build(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (text.startsWith('->')) symlinkSync(text.slice(2), path);
    else if (!name.endsWith('/')) writeFileSync(path, text);
  }
}

function paths(): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  );
}

function tree(): Result {
  const found: Result = {};
  for (const path of paths()) {
    const info = lstatSync(path);
    const entry: Result = { mode: (info.mode & 0o7777).toString(8).padStart(4, '0') };
    if (info.isFile()) entry.content = readFileSync(path, 'utf8');
    found[relative(dir, path)] = info.isSymbolicLink() ? { link: readlinkSync(path) } : entry;
  }
  return found;
}

function mtimes(): Record<string, number> {
  return Object.fromEntries(paths().map((path) => [path, lstatSync(path).mtimeMs]));
}
