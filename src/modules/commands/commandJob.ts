import type { ModuleJob } from '../../module/job.js';
import type { Applied } from '../../module/types.js';
import type { GateVerdict } from '../../shell/primitives/run.js';
import { gateWords } from '../../shell/primitives/run.js';
import { joinSh, sh } from '../../shell/sh.js';
import { dumps } from '../../value/json.js';
import { Dict } from '../../value/types.js';
import { type CommandLine, type CommandProbe, gateOf, notRun } from './commandLine.js';

const CLOSED: readonly (readonly [number, Exclude<GateVerdict, 'run'>])[] = [
  [90, 'creates'],
  [91, 'removes'],
  [92, 'no-directory'],
  [93, 'not-found'],
  [94, 'not-executable'],
];

/** A command as a job: a closed gate writes the result it means at once. Undefined when there is nothing to run. */
export function commandJob(line: CommandProbe['line']): ModuleJob | undefined {
  if ('refused' in line) return undefined;
  const cases = CLOSED.map(
    ([status, verdict]) => sh`${status}) mw_put ${closedResult(line, verdict)} >"$mw_done"; exit 0 ;;`,
  );
  return {
    script: sh`mw_gate ${gateWords(gateOf(line))}
case $? in
${joinSh(cases, '\n')}
esac
${line.body}`,
    ...(line.stdin !== undefined && { stdin: Buffer.from(line.stdin) }),
    result: Dict.of({ changed: true, cmd: line.shown, msg: '' }),
    strip: line.strip,
  };
}

function closedResult(line: CommandLine, verdict: Exclude<GateVerdict, 'run'>): string {
  const { result, failed }: Applied = notRun(line, verdict, 'Did');
  return dumps(
    Dict.of({ changed: false, ...result, ...(failed !== undefined && { failed: true, msg: failed }) }),
  );
}
