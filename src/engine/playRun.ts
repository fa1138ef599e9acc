import { type Block, implicitTask, own, ownSpan, type Play, type TaskNode } from '../playbook/ast.js';
import { roleTasks } from '../playbook/loadRole.js';
import { reservedAmong } from '../playbook/reservedNames.js';
import type { Scope } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import { Dict } from '../value/types.js';
import { batches } from './batches.js';
import { keywordValue } from './keywordValue.js';
import { playName } from './magic.js';
import { type BatchEnd, PlayBatch } from './playBatch.js';
import type { Run } from './run.js';
import { selectHosts } from './selectHosts.js';
import { findStrategy, type Strategy } from './strategies/strategy.js';
import { rendered } from './taskInfo.js';
import { toBool } from './typed.js';
import { askVariables } from './varsPrompt.js';
import type { PlayMemory } from './visits.js';

/** Runs one play over its hosts, batch by batch. Returns false when nothing after it may run. */
export async function runPlay(run: Run, play: Play): Promise<boolean> {
  run.basedir = play.basedir;
  const { sink, templar } = run.parts;
  await askVariables(run, play);
  const scope = run.parseScope(play);
  const name = rendered(playName(play), scope, templar);
  const selected = selectHosts(run, play, scope);
  if (selected.length === 0) {
    sink({ kind: 'play-start', name, hosts: [] });
    sink({ kind: 'play-no-hosts', name, reason: 'none-matched' });
    return true;
  }
  const hosts = selected.filter((host) => !run.failed.has(host) && !run.unreachable.has(host));
  if (hosts.length === 0) {
    sink({ kind: 'play-start', name, hosts: [] });
    return true;
  }
  const serial = keywordValue(play, 'serial', scope, templar);
  for (const reserved of reservedAmong(scope.names())) {
    sink({ kind: 'message', level: 'warning', text: `Found variable using reserved name: ${reserved}` });
  }
  const strategy = strategyOf(run, play, scope);
  const memory: PlayMemory = {
    hosts: selectHosts(run, play, scope, 'inventory'),
    ended: new Set(),
    ran: new Map(),
    completed: new Map(),
  };
  run.onHostAdded = (host) => {
    if (!memory.hosts.includes(host)) memory.hosts = [...memory.hosts, host];
  };
  for (const batch of batches(hosts, serial, ownSpan(play, 'serial'))) {
    sink({
      kind: 'play-start',
      name,
      hosts: batch,
      ...(strategy.independent && { independent: true }),
      ...(play.span && { span: play.span }),
    });
    const nodes = compile(run, play);
    const end = await runBatch(run, play, batch, nodes, memory, strategy);
    if (end === 'end-play') return true;
    const out = batch.filter((host) => run.failed.has(host) || run.unreachable.has(host));
    if (end === 'break-play' || out.length === batch.length) return false;
  }
  return true;
}

function strategyOf(run: Run, play: Play, scope: Scope): Strategy {
  const { templar, options } = run.parts;
  const written = own(play, 'strategy');
  const at = ownSpan(play, 'strategy');
  const name = written === undefined ? null : templar.resolve(written, scope, { at });
  try {
    return findStrategy(name === null ? options.strategy : pyStr(name), at);
  } catch (error) {
    throw run.parts.load.modules.plugins.explainError(error);
  }
}

async function runBatch(
  run: Run,
  play: Play,
  hosts: readonly string[],
  nodes: readonly TaskNode[],
  memory: PlayMemory,
  strategy: Strategy,
): Promise<BatchEnd> {
  const { length: handlers } = play.handlers;
  const { length: roles } = play.importedRoles;
  const batch = new PlayBatch(run, play, hosts, nodes, memory);
  batch.debugging = strategy.debugging ?? run.parts.options.debugger.enabled;
  try {
    await strategy.run(batch);
    return batch.end;
  } finally {
    // What included roles added belongs to this batch; the next one includes them anew.
    play.handlers.length = handlers;
    play.importedRoles.length = roles;
  }
}

/**
 * The play's sections in running order, with fact gathering first and handlers flushed after each; with
 * `force_handlers` also where the section failed.
 */
function compile(run: Run, play: Play): TaskNode[] {
  const wanted = own(play, 'force_handlers');
  const { options, templar } = run.parts;
  const force =
    wanted === undefined || wanted === null
      ? options.forceHandlers
      : toBool(templar.resolve(wanted, run.parseScope(play)));
  const section = (nodes: TaskNode[]): TaskNode[] => {
    const flush = implicitTask(play, 'meta', new Dict([['_raw_params', 'flush_handlers']]), new Dict());
    // Blocks of their own, so that a failure counts for the others at once and the flush is no recovery.
    return force
      ? [plainBlock(play, [plainBlock(play, nodes)], [plainBlock(play, [flush])])]
      : [...nodes, flush];
  };
  return [
    ...section([...gathering(run, play), ...play.preTasks]),
    ...section([...play.roles.flatMap(roleTasks), ...play.tasks]),
    ...section(play.postTasks),
  ];
}

function plainBlock(play: Play, block: TaskNode[], always: TaskNode[] = []): Block {
  const at = { source: new Dict(), parent: play, span: play.span, role: undefined };
  return { kind: 'block', ...at, block, rescue: [], always };
}

function gathering(run: Run, play: Play): TaskNode[] {
  const { options, templar } = run.parts;
  const wanted = own(play, 'gather_facts');
  const scope = run.parseScope(play);
  const gathers =
    wanted === undefined || wanted === null
      ? options.gathering !== 'explicit'
      : toBool(templar.resolve(wanted, scope));
  if (!gathers) return [];
  const args = options.gatherArguments.copy();
  for (const keyword of ['gather_subset', 'gather_timeout', 'fact_path']) {
    const value = own(play, keyword);
    if (value !== undefined) args.set(keyword, value);
  }
  const keywords = new Dict([
    ['name', 'Gathering Facts'],
    ['tags', ['always']],
  ]);
  return [implicitTask(play, 'ansible.builtin.setup', args, keywords)];
}
