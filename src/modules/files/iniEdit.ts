export interface IniRequest {
  readonly section: string | undefined;
  readonly option: string | undefined;
  readonly values: readonly string[];
  readonly state: string;
  readonly exclusive: boolean;
  readonly no_extra_spaces: boolean;
  readonly ignore_spaces: boolean;
  readonly allow_no_value: boolean;
}

interface IniEdit {
  readonly text: string;
  /** `OK` when nothing changed. */
  readonly message: string;
}

/** Sets or removes an option (or a whole section) of INI text; comments and order stay. */
export function editIni(before: string, request: IniRequest): IniEdit {
  const lines = before.replace(/\n$/, '').split('\n');
  if (before === '') lines.length = 0;
  const range = sectionRange(lines, request.section);
  const message = request.state === 'present' ? put(lines, range, request) : take(lines, range, request);
  if (message === 'OK') return { text: before, message };
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n`, message };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Lines of a section without its header; undefined when there is no such section. */
function sectionRange(lines: readonly string[], section: string | undefined): Range | undefined {
  const isHeader = (line: string) => /^\s*\[.*\]/.test(line);
  const header = section === undefined ? -1 : lines.findIndex((line) => line.trim() === `[${section}]`);
  if (section !== undefined && header < 0) return undefined;
  const next = lines.findIndex((line, i) => i > header && isHeader(line));
  return { from: header + 1, to: next < 0 ? lines.length : next };
}

function put(lines: string[], range: Range | undefined, request: IniRequest): string {
  if (!range) {
    lines.push(`[${request.section}]`, ...wantedLines(request));
    return 'section and option added';
  }
  if (request.option === undefined) return 'OK';
  const existing = optionLines(lines, range, request.option, false);
  const wanted = wantedLines(request);
  const missing = wanted.filter((line) => !existing.some((at) => same(lines[at]!, line, request)));
  const surplus = existing.filter((at) => !wanted.some((line) => same(lines[at]!, line, request)));
  const changeable = request.exclusive ? surplus : [];
  if (missing.length === 0 && changeable.length === 0) return 'OK';
  let replaced = 0;
  while (changeable.length > 0 && missing.length > 0) {
    lines[changeable.shift()!] = missing.shift()!;
    replaced++;
  }
  for (const at of changeable.reverse()) lines.splice(at, 1);
  if (missing.length > 0) lines.splice(insertionPoint(lines, range, request.option), 0, ...missing);
  return replaced > 0 || changeable.length > 0 ? 'option changed' : 'option added';
}

function take(lines: string[], range: Range | undefined, request: IniRequest): string {
  if (!range) return 'OK';
  if (request.option === undefined) {
    if (request.section === undefined) return 'OK';
    lines.splice(range.from - 1, range.to - range.from + 1);
    return 'section removed';
  }
  const one = !request.exclusive && request.values.length > 0;
  const gone = optionLines(lines, range, request.option, false).filter(
    (at) =>
      !one ||
      wantedLines(request).some((line) => same(lines[at]!, line, { ...request, ignore_spaces: true })),
  );
  for (const at of gone.reverse()) lines.splice(at, 1);
  return gone.length > 0 ? 'option changed' : 'OK';
}

function wantedLines(request: IniRequest): string[] {
  if (request.option === undefined) return [];
  if (request.values.length === 0) return [request.option];
  const sign = request.no_extra_spaces ? '=' : ' = ';
  return request.values.map((value) => `${request.option}${sign}${value}`);
}

function optionLines(lines: readonly string[], range: Range, option: string, commented: boolean): number[] {
  const found: number[] = [];
  for (let at = range.from; at < range.to; at++) {
    const line = commented ? lines[at]!.replace(/^\s*[#;]\s*/, '') : lines[at]!;
    if (commented && line === lines[at]) continue;
    if (line.split('=')[0]!.trim() === option) found.push(at);
  }
  return found;
}

/** Beside a commented-out line of the option, else behind the last line of the section that is not blank. */
function insertionPoint(lines: readonly string[], range: Range, option: string): number {
  const present = optionLines(lines, sectionEnd(lines, range), option, false).at(-1);
  if (present !== undefined) return present + 1;
  const hint = optionLines(lines, sectionEnd(lines, range), option, true).at(-1);
  if (hint !== undefined) return hint + 1;
  let at = Math.min(range.to, lines.length);
  while (at > range.from && lines[at - 1]!.trim() === '') at--;
  return at;
}

/** The range once lines of it have been removed. */
function sectionEnd(lines: readonly string[], range: Range): Range {
  return { from: range.from, to: Math.min(range.to, lines.length) };
}

function same(line: string, wanted: string, request: IniRequest): boolean {
  if (line === wanted) return true;
  if (!request.ignore_spaces) return false;
  const squeeze = (text: string) => text.replace(/\s*=\s*/, '=').trim();
  return squeeze(line) === squeeze(wanted);
}
