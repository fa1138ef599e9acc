import type { Diff } from '../../events/events.js';
import type { Effect, ModuleContext, ModuleOutcome } from '../../module/types.js';
import { dumps, loads } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Value } from '../../value/types.js';
import { linesOf } from '../commands/runGated.js';

/** What a module left on its outputs. */
interface ModuleOutput {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads the JSON object a module prints, as ansible-core does: lines around it are left out. */
export function readModuleOutput(output: ModuleOutput, ctx: ModuleContext): ModuleOutcome {
  const value = parse(output, ctx);
  for (const key of [...value.keys()]) if (String(key).startsWith('_ansible_')) value.delete(key);
  // As ansible-core: what a module was called with is kept from -vvv on.
  if (Number(ctx.scope.get('ansible_verbosity') ?? 0) < 3) value.delete('invocation');
  const results = value.get('results');
  if (results !== undefined && !Array.isArray(results) && !(results instanceof Dict)) {
    value.set('ansible_module_results', results);
    value.delete('results');
    ctx.warn("the module returns 'results', a key of loops; it is called 'ansible_module_results' here");
  }
  for (const stream of ['stdout', 'stderr']) {
    const text = value.get(stream);
    if (text !== undefined && !value.has(`${stream}_lines`)) {
      value.set(`${stream}_lines`, linesOf(truthy(text) ? pyStr(text) : ''));
    }
  }
  // The engine shows warnings and puts all of them into the result.
  for (const warning of list(value.get('warnings'))) ctx.warn(pyStr(warning));
  value.delete('warnings');
  const rc = value.get('rc');
  if (!value.has('failed') && rc !== undefined && rc !== null && pyStr(rc) !== '0') value.set('failed', true);
  if (!value.has('changed')) value.set('changed', false);
  const facts = value.get('ansible_facts');
  const effects: Effect[] =
    facts instanceof Dict ? [{ kind: 'gathered-facts', facts: withoutInterpreters(facts) }] : [];
  return { value, diffs: list(value.get('diff')).flatMap(toDiff), effects };
}

/** A module cannot say with which interpreter its host's modules run. */
function withoutInterpreters(facts: Dict): Dict {
  const internal = /^(ansible_)?discovered_interpreter_|^ansible_.*_interpreter$/;
  return new Dict([...facts].filter(([name]) => !internal.test(String(name))));
}

function parse(output: ModuleOutput, ctx: ModuleContext): Dict {
  const found = jsonText(output.stdout);
  try {
    const value = found === undefined ? null : loads(found.json);
    if (value instanceof Dict) {
      if (found!.trailing !== '') {
        ctx.warn(`Module invocation had junk after the JSON data: ${found!.trailing}`);
      }
      return value;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof Error)) throw error;
  }
  const { rc, stdout, stderr } = output;
  const trace = [stderr, stdout].find((text) => text.startsWith('Traceback'));
  return Dict.of({
    failed: true,
    module_stdout: stdout,
    module_stderr: stderr,
    ...(trace !== undefined && { exception: trace }),
    msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
    rc,
  });
}

/** From the first line that opens an object to the last that closes one. */
function jsonText(stdout: string): { json: string; trailing: string } | undefined {
  const lines = stdout.split('\n');
  const first = lines.findIndex((line) => line.trimStart().startsWith('{'));
  if (first < 0) return undefined;
  const last = lines.findLastIndex((line) => line.trimEnd().endsWith('}'));
  if (last < first) return undefined;
  return {
    json: lines.slice(first, last + 1).join('\n'),
    trailing: lines
      .slice(last + 1)
      .join('\n')
      .trim(),
  };
}

function list(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function toDiff(value: Value): Diff[] {
  if (!(value instanceof Dict)) return [];
  const text = (key: string): string | undefined => {
    const part = value.get(key);
    return part === undefined || part === null ? undefined : diffText(part);
  };
  const diff: Record<string, string> = {};
  for (const [key, name] of [
    ['before', 'before'],
    ['after', 'after'],
    ['before_header', 'beforeHeader'],
    ['after_header', 'afterHeader'],
    ['prepared', 'prepared'],
  ] as const) {
    const part = text(key);
    if (part !== undefined) diff[name] = part;
  }
  return [diff];
}

/** Mappings are shown as sorted, indented JSON. */
function diffText(part: Value): string {
  return part instanceof Dict
    ? `${dumps(part, { indent: 4, sortKeys: true, separators: [',', ': '] })}\n`
    : pyStr(part);
}
