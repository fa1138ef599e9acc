import { readFileSync } from 'node:fs';
import { MODULE_OUTPUT } from '../../module/job.js';
import type { Module, ModuleContext, ModuleOutcome } from '../../module/types.js';
import { Dict } from '../../value/types.js';
import { classify } from './classify.js';
import { DISCOVERED, type Discovery, readDiscovery } from './interpreter.js';
import { type ForeignFile, launch } from './launch.js';
import { moduleArgs } from './moduleArgs.js';
import { readModuleOutput } from './result.js';
import type { SharedCodePlaces } from './sharedCode.js';

interface ForeignOptions {
  /** Name the module was found under: full for one of a collection, short for one of a `library/`. */
  readonly name: string;
  readonly path: string;
  readonly places: SharedCodePlaces;
  /** The setting `interpreter_python`. */
  readonly python: string;
}

/**
 * A module that is a file of the controller: it is sent to the target and run there in one frame (Ansible documentation,
 * "Ansible module architecture"). Python modules that import `ansible.module_utils` need Python on the target, scripts
 * their interpreter. Their arguments are theirs to check.
 */
export function foreignModule(options: ForeignOptions): Module {
  const { name, path, places, python } = options;
  let loaded: ForeignFile | undefined;
  const file = (): ForeignFile => {
    if (!loaded) {
      const content = readFileSync(path);
      loaded = { name, style: classify(content), content, places };
    }
    return loaded;
  };
  return {
    name,
    kind: 'target',
    check: 'partial',
    oncePerBatch: false,
    doc: { short: `The module ${path}`, examples: '' },
    args: {},
    anyArgs: true,
    job(raw, ctx) {
      const { script, stdin } = launch(file(), moduleArgs(name, raw, places.version, ctx), ctx, python);
      return { script, stdin, result: Dict.of({ [MODULE_OUTPUT]: true }), strip: false };
    },
    async execute(raw, ctx) {
      const {
        script,
        stdin,
        python: choice,
      } = launch(file(), moduleArgs(name, raw, places.version, ctx), ctx, python);
      const result = await ctx.host.run(script, { stdin });
      const stdout = result.stdout.toString('utf8');
      const stderr = result.stderr.toString('utf8');
      const { discovery, rest } = choice
        ? readDiscovery(choice, stdout, ctx.inventoryHostname)
        : { discovery: undefined, rest: stdout };
      if (result.rc === 127 && /^no-python/.test(stderr)) return noPython(name, stderr, discovery, ctx);
      return withDiscovery(readModuleOutput({ rc: result.rc, stdout: rest, stderr }, ctx), discovery, ctx);
    },
  };
}

/** Adds what was found out about the host's Python to a result, as ansible-core reports it once. */
export function withDiscovery(
  outcome: ModuleOutcome,
  discovery: Discovery | undefined,
  ctx: ModuleContext,
): ModuleOutcome {
  if (!discovery) return outcome;
  const { value } = outcome;
  const facts = value.get('ansible_facts');
  const told = Dict.of({ [DISCOVERED]: discovery.python === '' ? '/usr/bin/python' : discovery.python });
  value.set('ansible_facts', facts instanceof Dict ? new Dict([...facts, ...told]) : told);
  if (discovery.warnings.length > 0) {
    for (const warning of discovery.warnings) ctx.warn(warning);
  }
  return { ...outcome, effects: [...outcome.effects, { kind: 'target-facts', facts: told }] };
}

function noPython(
  name: string,
  stderr: string,
  discovery: Discovery | undefined,
  ctx: ModuleContext,
): ModuleOutcome {
  for (const warning of discovery?.warnings ?? []) ctx.warn(warning);
  const asked = stderr.slice('no-python'.length).trim();
  const msg =
    asked === ''
      ? `the module ${name} is written in Python, and the target has none; install python3 there, or use one of the native modules`
      : `the module ${name} needs the Python interpreter ${asked}, which the target has not; correct ansible_python_interpreter`;
  return { value: Dict.of({ changed: false, failed: true, msg, rc: 127 }), diffs: [], effects: [] };
}
