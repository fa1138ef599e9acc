import { type JobState, MODULE_OUTPUT } from '../../module/job.js';
import type { ModuleContext, ModuleOutcome } from '../../module/types.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Value } from '../../value/types.js';
import { readModuleOutput } from '../foreign/result.js';
import { outputOf } from './runGated.js';

/** The result that async_status gives for a job (and `async` with `poll` ends with). */
export function jobStatus(jid: string, state: JobState, ctx: ModuleContext): ModuleOutcome {
  const common = { ansible_job_id: jid, results_file: state.path, started: 1, ...outputOf('', '') };
  if (state.kind === 'missing') {
    return plain({ ...common, finished: 1, changed: false, failed: true, msg: 'could not find job' });
  }
  if (state.kind === 'running') return plain({ ...common, finished: 0, changed: false });
  const done = state.data.has(MODULE_OUTPUT) ? ofModule(state.data, ctx) : plain(ofDict(state.data));
  const value = Dict.of({ ...common, finished: 1, changed: false, ...ofDict(done.value) });
  for (const name of ['stdout', 'stderr']) {
    value.set(`${name}_lines`, outputOf(pyStr(value.get(name) ?? ''), '').stdout_lines);
  }
  value.set('failed', truthy(value.get('failed') ?? false));
  return { ...done, value };
}

/** What a module printed, read as that of a module that was waited for; what it wrote to standard error is kept. */
function ofModule(data: Dict, ctx: ModuleContext): ModuleOutcome {
  const warnings: Value[] = [];
  const text = (name: string): string => pyStr(data.get(name) ?? '');
  const output = { rc: Number(data.get('rc') ?? 0), stdout: text('stdout'), stderr: text('stderr') };
  const outcome = readModuleOutput(output, { ...ctx, warn: (warning) => void warnings.push(warning) });
  if (output.stderr !== '') outcome.value.set('stderr', output.stderr);
  if (warnings.length > 0) outcome.value.set('warnings', warnings);
  for (const warning of warnings) ctx.warn(pyStr(warning));
  return outcome;
}

function plain(returned: Readonly<Record<string, Value>>): ModuleOutcome {
  const value = Dict.of(returned);
  const facts = value.get('ansible_facts');
  return { value, diffs: [], effects: facts instanceof Dict ? [{ kind: 'gathered-facts', facts }] : [] };
}

function ofDict(dict: Dict): Record<string, Value> {
  return Object.fromEntries([...dict].map(([key, value]) => [String(key), value]));
}
