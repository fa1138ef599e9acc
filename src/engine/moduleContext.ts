import { StringDecoder } from 'node:string_decoder';
import type { TaskInfo } from '../events/events.js';
import type { ModuleContext } from '../module/types.js';
import type { Task } from '../playbook/ast.js';
import { Dict } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { Reach } from './connectionSettings.js';
import { controllerFiles } from './controllerFiles.js';
import { moduleDefaults } from './moduleDefaults.js';
import { moduleHost } from './moduleHost.js';
import type { Run } from './run.js';

/** A task that is about to run on a host. */
interface ReadyTask {
  readonly run: Run;
  readonly task: Task;
  readonly info: TaskInfo;
  readonly host: string;
  readonly way: Reach;
  readonly env: Parameters<typeof moduleHost>[0]['env'];
  readonly scope: VariableScope;
  readonly targetScope: VariableScope;
  readonly check: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly args: Dict;
  /** Takes what the module warns of. */
  readonly warnings: string[];
}

/** What a module works with until a signal ends it. */
export function moduleContext(ready: ReadyTask, signal: AbortSignal): ModuleContext {
  const { run, task, info, host, way, env, scope, targetScope, check, diff, noLog, args, warnings } = ready;
  const { options, sink, templar, decrypt, secret, masked, converse } = run.parts;
  const session = run.sessions.get(way.settings);
  // What is read ends anywhere, also within a character.
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  return {
    target: session,
    host: moduleHost({ session, become: way.become, env, signal }),
    settings: options.modules,
    files: controllerFiles(task, decrypt),
    templar,
    scope: scope.with(Dict.of({ ansible_check_mode: check, ansible_diff_mode: diff })),
    targetScope,
    scopeOf: (name) => run.scope(name, task),
    check,
    diff,
    noLog,
    inventoryHostname: host,
    signal,
    span: task.actionSpan ?? task.span,
    rawArgs: args,
    defaultsOf: (fullName) => moduleDefaults(run, task, fullName, scope),
    onOutput: noLog
      ? undefined
      : (stream, chunk) =>
          sink({ kind: 'host-output', task: info, host, stream, text: decoders[stream].write(chunk) }),
    secret,
    masked,
    action: task.action,
    taskName: info.name,
    converse,
    warn: (text) => {
      warnings.push(text);
      sink({ kind: 'message', level: 'warning', text });
    },
  };
}
