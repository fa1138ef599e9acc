import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dict } from '../../value/types.js';
import { type ModuleLab, openModuleLab } from '../files/moduleUnderTest.js';
import { foreignModule } from './foreignModule.js';
import type { SharedCodePlaces } from './sharedCode.js';

/** A stand-in for ansible-core's shared code: just what the bootstrap and these modules touch. */
const BASIC = `import json, sys
_ANSIBLE_ARGS = None
def args():
    return json.loads(_ANSIBLE_ARGS.decode('utf-8'))['ANSIBLE_MODULE_ARGS']
`;

let folder: string;
let lab: ModuleLab;
let places: SharedCodePlaces;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  write('ansible/module_utils/basic.py', BASIC);
  write('ansible/module_utils/common/__init__.py', '');
  write('ansible/module_utils/common/greet.py', "def greet(name):\n    return 'hello ' + name\n");
  write(
    'own/greeting.py',
    'from ansible.module_utils.common.greet import greet\n\ndef twice(name):\n    return greet(name) * 2\n',
  );
  lab = openModuleLab(folder);
  places = {
    utils: [join(folder, 'own')],
    ansible: join(folder, 'ansible'),
    version: '2.14.18',
    collectionDirectory: () => undefined,
    redirect: () => undefined,
  };
});

afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

async function run(name: string, text: string, args: object, mode: { check?: boolean } = {}): Promise<Dict> {
  const path = write(`library/${name}`, text);
  const module = foreignModule({ name, path, places, python: '/usr/bin/python3' });
  return (await lab.run(module, args, mode)).value;
}

const hasPython = existsSync('/usr/bin/python3');

describe.runIf(hasPython)('a Python module', () => {
  it('imports shared code of ansible-core and of the project from memory', async () => {
    const text =
      'from ansible.module_utils import basic, greeting\nimport json\nprint(json.dumps({"msg": greeting.twice(basic.args()["name"])}))\n';
    const value = await run('greeter', text, { name: 'Zoë ' });
    expect(value.get('msg')).toBe('hello Zoë hello Zoë ');
  });

  it('is told about check mode and shows tracebacks with their places', async () => {
    const text =
      'from ansible.module_utils.basic import args\nassert not args()["_ansible_check_mode"], "only looking"\nprint("{}")\n';
    const value = await run('checker', text, {}, { check: true });
    expect(value.get('failed')).toBe(true);
    expect(value.get('exception')).toContain('only looking');
    expect(value.get('exception')).toContain('ansible/modules/checker.py", line 2');
  });

  it('never has its arguments in a command line', async () => {
    const text =
      'from ansible.module_utils.basic import args\nimport json\ncmd = open("/proc/self/cmdline").read()\nprint(json.dumps({"seen": args()["pw"] in cmd}))\n';
    expect((await run('spy', text, { pw: 'correct horse battery' })).get('seen')).toBe(false);
  });
});

describe('a module in another language', () => {
  it('reads words from a file', async () => {
    const value = await run('words', '#!/bin/sh\n. "$1"\necho "{\\"got\\": \\"$a|$b\\"}"\n', {
      a: 'x y',
      b: "it's",
    });
    expect(value.get('got')).toBe("x y|it's");
  });

  it('reads JSON from a file that only its user can read, which is gone afterwards', async () => {
    const text =
      '#!/bin/sh\n# WANT_JSON\necho noise\necho "{\\"mode\\": \\"$(stat -c %a "$1")\\", \\"at\\": \\"$1\\"}"\n';
    const value = await run('wants', text, { a: 1 });
    expect(value.get('mode')).toBe('600');
    expect(existsSync(String(value.get('at')))).toBe(false);
  });

  it('finds its arguments in its text', async () => {
    const text = '#!/bin/sh\ncat <<"END"\n{"given": <<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>}\nEND\n';
    const given = (await run('inside', text, { a: [1, 'b'] })).get('given');
    expect(given instanceof Dict && given.get('a')).toEqual([1, 'b']);
  });

  it('fails with its output when it prints no JSON', async () => {
    const value = await run('broken', '#!/bin/sh\necho oops; exit 3\n', {});
    expect(value.get('failed')).toBe(true);
    expect(value.get('rc')).toBe(3);
    expect(value.get('module_stdout')).toBe('oops\n');
  });
});

describe('a module without what it needs', () => {
  it('says that the target lacks Python in one sentence', async () => {
    const path = write('library/lonely', 'from ansible.module_utils.basic import args\n');
    const module = foreignModule({ name: 'lonely', path, places, python: '/nowhere/python3' });
    const { value } = await lab.run(module, {});
    expect(value.get('msg')).toMatch(/needs the Python interpreter \/nowhere\/python3/);
  });

  it('says how to get the shared code', async () => {
    const path = write('library/needy', 'from ansible.module_utils.basic import args\n');
    const module = foreignModule({
      name: 'needy',
      path,
      places: { ...places, ansible: undefined },
      python: 'auto',
    });
    const { value } = await lab.run(module, {});
    expect(value.get('msg')).toMatch(/ansible-core is not installed here/);
  });
});
