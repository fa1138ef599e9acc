/** One line of a run: what a task did on a host (for one loop item). */
interface TaskResult {
  readonly play: string;
  readonly task: string;
  readonly host: string;
  readonly status: 'ok' | 'changed' | 'skipping' | 'failed' | 'unreachable' | 'included';
  readonly item?: string;
  readonly ignored?: true;
  /** What `debug` and the like print. */
  readonly data?: unknown;
}

export interface RunOutput {
  readonly results: TaskResult[];
  readonly recap: Record<string, Record<string, number>>;
}

const HEADER = /^(PLAY|TASK|RUNNING HANDLER) (?:\[(.*)\] )?\*+$/;
const RESULT = /^(ok|changed|skipping|fatal|failed|included): (?:\[([^\]]+)\])?(.*)$/;
const RECAP = /^(\S+)\s+: (ok=.*)$/;

/**
 * Reads the default output of ansible-playbook (and of meshwright-playbook, which prints the same) into results and
 * recap. Results of one task are ordered by host, since hosts report in no fixed order.
 */
export function parseOutput(text: string): RunOutput {
  const results: TaskResult[] = [];
  const recap: RunOutput['recap'] = {};
  let block: TaskResult[] = [];
  let play = '';
  let task = '';
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const header = HEADER.exec(line);
    if (header) {
      results.push(...byHost(block));
      block = [];
      if (header[1] === 'PLAY') play = header[2] ?? '';
      else task = header[2] ?? '';
      continue;
    }
    if (line === '...ignoring') {
      const last = block.pop();
      if (last) block.push({ ...last, ignored: true });
      continue;
    }
    const counts = RECAP.exec(line);
    if (counts) recap[counts[1]!] = readCounts(counts[2]!);
    const result = RESULT.exec(line);
    if (!result) continue;
    const end = bodyEnd(lines, at);
    const body = [result[3]!, ...lines.slice(at + 1, end + 1)].join('\n');
    at = end;
    block.push(...readResult(play, task, result[1]!, result[2], body));
  }
  results.push(...byHost(block));
  return { results, recap };
}

/** Printed data may go on over several lines, up to a closing brace at the margin. */
function bodyEnd(lines: readonly string[], at: number): number {
  if (!lines[at]!.endsWith('=> {')) return at;
  const end = lines.indexOf('}', at);
  return end < 0 ? at : end;
}

function readResult(
  play: string,
  task: string,
  word: string,
  host: string | undefined,
  body: string,
): TaskResult[] {
  if (word === 'included') {
    const hosts = / for (.*?)(?: => .*)?$/.exec(body)?.[1]?.split(', ') ?? [];
    const item = /=> \(item=(.*)\)\s*$/.exec(body)?.[1];
    return hosts.map((name) => ({
      play,
      task,
      host: name,
      status: 'included',
      ...(item !== undefined && { item }),
    }));
  }
  const item = /^(?: =>)? \(item=(.*?)\)\s*(?:$|=> \{)/.exec(body.split('\n', 1)[0]!)?.[1];
  const json = body.includes('=> {') ? body.slice(body.indexOf('=> {') + 3) : undefined;
  const status = word === 'fatal' ? (body.startsWith(': UNREACHABLE') ? 'unreachable' : 'failed') : word;
  const data = json === undefined ? undefined : readJson(json);
  return [
    {
      play,
      task,
      host: host ?? '',
      status: status as TaskResult['status'],
      ...(item !== undefined && { item }),
      ...(data !== undefined && { data: status === 'failed' ? failureOf(data) : data }),
    },
  ];
}

/** Of a failure only its message can be compared; the rest is the module's own. */
function failureOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'msg' in data ? { msg: data.msg } : {};
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function byHost(block: TaskResult[]): TaskResult[] {
  return block.sort((a, b) => (a.host < b.host ? -1 : Number(a.host > b.host)));
}

function readCounts(text: string): Record<string, number> {
  const pairs = text
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]);
  return Object.fromEntries(pairs.map(([name, count]) => [name, Number(count)]));
}
