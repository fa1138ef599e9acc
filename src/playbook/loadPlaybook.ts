import { dirname, resolve } from 'node:path';
import { DiagnosticError, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { pyStr } from '../value/repr.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, shareSpans, spanOf, valueSpan } from '../yaml/spans.js';
import { type Block, dictSpan, type Node, type Play } from './ast.js';
import { type LoadContext, reportError } from './context.js';
import { PLAY_KEYWORDS } from './keywords.js';
import { allHandlers, roleEntry } from './loadRole.js';
import { loadTaskList } from './loadTasks.js';
import { displayPath } from './sourceFiles.js';
import { checkKeywordShapes, checkKeywords } from './staticChecks.js';
import { withVars } from './varsKeyword.js';

const IMPORT_PLAYBOOK = [
  'import_playbook',
  'ansible.builtin.import_playbook',
  'ansible.legacy.import_playbook',
];

/**
 * Loads a playbook file into plays; imported playbooks are expanded in place. Findings go to `ctx.report`, so
 * that all of them are seen at once; what cannot be read at all throws DiagnosticError.
 */
export function loadPlaybook(
  ctx: LoadContext,
  path: string,
  at?: SourceSpan,
  around?: Block,
  opened: readonly string[] = [],
): Play[] {
  const file = resolve(path);
  const content = ctx.files.load(file, at);
  const start: SourceSpan = { file: displayPath(file), line: 1, col: 1 };
  if (opened.includes(file))
    fail('import-loop', `the playbook ${displayPath(file)} imports itself`, { span: at });
  if (content === null)
    fail('empty-playbook', `the playbook ${displayPath(file)} is empty`, {
      span: start,
      fix: 'write at least one play',
    });
  if (!Array.isArray(content)) {
    fail('not-a-playbook', 'a playbook must be a list of plays', {
      span: spanOf(content) ?? start,
      fix: 'start every play with "- hosts: …"',
    });
  }
  if (content.length === 0)
    fail('empty-playbook', 'A playbook must contain at least one play', { span: start });
  const plays: Play[] = [];
  content.forEach((entry, i) => {
    const span = valueSpan(content, i) ?? start;
    if (!(entry instanceof Dict)) {
      reportError(ctx, 'not-a-play', 'a play must be a mapping with "hosts"', { span });
      return;
    }
    try {
      const imported = IMPORT_PLAYBOOK.find((name) => entry.has(name));
      if (imported !== undefined)
        plays.push(...importPlaybook(ctx, entry, imported, file, around, [...opened, file]));
      else plays.push(loadPlay(ctx, entry, file, around));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const finding of error.diagnostics) ctx.report(finding);
    }
  });
  return plays;
}

function importPlaybook(
  ctx: LoadContext,
  entry: Dict,
  key: string,
  file: string,
  around: Block | undefined,
  opened: readonly string[],
): Play[] {
  const block: Block = {
    kind: 'block',
    source: entry,
    parent: around,
    span: dictSpan(entry),
    role: undefined,
    block: [],
    rescue: [],
    always: [],
  };
  const name = ctx.interpolate(entry.get(key)!, playAround(ctx, block, file));
  if (typeof name !== 'string')
    fail('import-without-file', `${key} needs the name of a playbook`, { span: valueSpan(entry, key) });
  const [path = name] = name.split(/\s+/);
  const target = ctx.collections.playbook(path) ?? resolve(dirname(file), path);
  if (ctx.collections.around(target) === undefined) ctx.collections.addBeside(dirname(target));
  return loadPlaybook(ctx, target, valueSpan(entry, key), block, opened);
}

/** Names of imported playbooks are rendered before there is a play: an empty one stands for it. */
function playAround(ctx: LoadContext, parent: Block, file: string): Play {
  return emptyPlay(ctx, new Dict(), file, parent);
}

function emptyPlay(ctx: LoadContext, source: Dict, file: string, parent: Node | undefined): Play {
  return {
    kind: 'play',
    source,
    parent,
    span: dictSpan(source),
    file,
    basedir: dirname(file),
    collection: ctx.collections.around(file),
    hosts: source.get('hosts') ?? null,
    preTasks: [],
    roles: [],
    importedRoles: [],
    tasks: [],
    postTasks: [],
    handlers: [],
  };
}

/** Loads one play; `file` is where it stands, for relative paths. Findings go to `ctx.report`. */
export function loadPlay(ctx: LoadContext, written: Dict, file: string, around: Block | undefined): Play {
  checkKeywords(ctx, written, PLAY_KEYWORDS, 'Play');
  checkKeywordShapes(ctx, written);
  const source = withVars(ctx, withRemoteUser(ctx, written), 'Play');
  ctx.modules.addDirectory(dirname(file));
  const play = emptyPlay(ctx, source, file, around);
  checkHosts(ctx, play);
  const roles = source.get('roles');
  if (Array.isArray(roles)) {
    roles.forEach((entry, i) => {
      try {
        play.roles.push(roleEntry(ctx, entry, play, valueSpan(roles, i)));
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        for (const finding of error.diagnostics) ctx.report(finding);
      }
    });
  } else if (roles !== undefined && roles !== null) {
    reportError(
      ctx,
      'bad-roles',
      'A malformed role declaration was encountered: "roles" must be a list of roles',
      { span: valueSpan(source, 'roles') },
    );
  }
  for (const role of play.roles) play.handlers.push(...allHandlers(role));
  const place = { parent: play, role: undefined, file };
  const section = (name: string, into: Play['tasks'], handlers: boolean): void => {
    const list: Value | undefined = source.get(name);
    if (list !== undefined && list !== null && !Array.isArray(list)) {
      reportError(
        ctx,
        'not-a-task-list',
        `A malformed block was encountered while loading ${name}: ${pyStr(list)} should be a list or None but is ${pyTypeName(list)}`,
        { span: valueSpan(source, name), fix: 'start every task with "- "' },
      );
    } else if (list !== undefined)
      into.push(...loadTaskList(ctx, list, { ...place, handlers }, valueSpan(source, name)));
  };
  section('pre_tasks', play.preTasks, false);
  section('tasks', play.tasks, false);
  section('post_tasks', play.postTasks, false);
  section('handlers', play.handlers, true);
  return play;
}

/** `user` is the old name of `remote_user`. */
function withRemoteUser(ctx: LoadContext, source: Dict): Dict {
  const user = source.get('user');
  if (user === undefined) return source;
  if (source.has('remote_user')) {
    reportError(
      ctx,
      'conflicting-keywords',
      "both 'user' and 'remote_user' are set for this play. The use of 'user' is deprecated, and should be removed",
      { span: keySpan(source, 'user'), fix: 'remove "user"' },
    );
  }
  const copy = shareSpans(source, source.copy());
  copy.set('remote_user', user);
  return copy;
}

function checkHosts(ctx: LoadContext, play: Play): void {
  if (!play.source.has('hosts')) {
    reportError(ctx, 'hosts-missing', "the field 'hosts' is required but was not set", {
      span: play.span,
      fix: 'add "hosts: PATTERN", for example "hosts: all"',
    });
    return;
  }
  const empty = play.hosts === null || (Array.isArray(play.hosts) && play.hosts.length === 0);
  if (empty)
    reportError(ctx, 'hosts-empty', 'Hosts list cannot be empty. Please check your playbook', {
      span: valueSpan(play.source, 'hosts'),
    });
  else checkPatterns(ctx, play);
}

function checkPatterns(ctx: LoadContext, play: Play): void {
  const { hosts, source } = play;
  if (typeof hosts === 'string') return;
  if (!Array.isArray(hosts)) {
    reportError(ctx, 'bad-hosts', '"hosts" is a pattern or a list of patterns', {
      span: valueSpan(source, 'hosts'),
      fix: 'write "hosts: PATTERN" or a list of patterns',
    });
    return;
  }
  hosts.forEach((each, i) => {
    if (
      typeof each === 'string' ||
      (typeof each === 'object' && each !== null && !(each instanceof Dict) && !Array.isArray(each))
    )
      return;
    reportError(ctx, 'bad-hosts', `Hosts list contains an invalid host value: '${pyStr(each)}'`, {
      span: valueSpan(hosts, i),
      fix: 'write names and patterns as text, in quotes',
    });
  });
}
