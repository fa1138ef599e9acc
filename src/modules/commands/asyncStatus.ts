import { jobDirectory, jobState } from '../../module/job.js';
import type { Module, ModuleContext } from '../../module/types.js';
import { removeJob } from '../../shell/primitives/jobs.js';
import { checkArguments } from '../../spec/check.js';
import type { ArgsOf } from '../../spec/types.js';
import { Dict } from '../../value/types.js';
import { jobStatus } from './jobStatus.js';
import { outputOf } from './runGated.js';

const args = {
  jid: {
    type: 'str',
    required: true,
    description: 'The job, as `ansible_job_id` of the task that started it.',
  },
  mode: {
    type: 'str',
    choices: ['status', 'cleanup'],
    default: 'status',
    description: 'Ask how the job is, or remove what it left.',
  },
  _async_dir: { type: 'path', description: 'Folder of job files, instead of `ansible_async_dir`.' },
} as const;

/** Asks after a job that a task with `async` has started, in this run or another one. */
export const asyncStatus: Module = {
  name: 'ansible.builtin.async_status',
  kind: 'read',
  check: 'full',
  oncePerBatch: false,
  doc: {
    short: 'Asks after a job that was started with `async`',
    examples:
      '- command: sleep 30\n  async: 60\n  poll: 0\n  register: job\n- async_status:\n    jid: "{{ job.ansible_job_id }}"\n  register: result\n  until: result is finished\n  retries: 20\n  delay: 3\n',
    returns: {
      ansible_job_id: 'The job',
      started: 'Whether it has begun (1)',
      finished: 'Whether it is through (1) or not (0)',
      results_file: 'File of the target with its result',
      erased: 'File that cleanup removed',
    },
  },
  args,
  async execute(raw, ctx: ModuleContext) {
    const given = checkArguments({ ...this, kind: 'module' }, raw, ctx.span) as ArgsOf<typeof args>;
    const place = { directory: given._async_dir ?? jobDirectory(ctx), jid: given.jid };
    const state = await jobState(ctx, place);
    if (given.mode === 'status' || state.kind === 'missing') return jobStatus(given.jid, state, ctx);
    await removeJob(ctx.host, place);
    const value = { ansible_job_id: given.jid, erased: state.path, started: 0, finished: 0, changed: false };
    return { value: Dict.of({ ...value, ...outputOf('', '') }), diffs: [], effects: [] };
  },
};
