import { PyError } from '../value/errors.js';

/** How an ini text is read. */
export interface IniOptions {
  /** Turns the name of an option into its key, e.g. to lower case. Default: unchanged. */
  readonly fold?: (name: string) => string;
  /** Options may stand without a value, which is null then. Default false. */
  readonly allowNoValue?: boolean;
}

export type IniSection = Map<string, string | null>;

interface State {
  readonly sections: Map<string, IniSection>;
  section: IniSection | undefined;
  sectionName: string;
  key: string | undefined;
  indent: number;
}

/**
 * Sections of an ini text as Python's configparser reads them: deeper indented lines continue a value, options of
 * DEFAULT belong to every section. Throws an AnsibleError for doubled names and lines that are none of these.
 */
export function parseIni(text: string, options: IniOptions = {}): Map<string, IniSection> {
  const state: State = {
    sections: new Map(),
    section: undefined,
    sectionName: '',
    key: undefined,
    indent: 0,
  };
  for (const [number, line] of text.split(/\r?\n/).entries()) readLine(line, number + 1, state, options);
  for (const section of state.sections.values())
    for (const [key, value] of section) if (value !== null) section.set(key, value.trimEnd());
  const defaults = state.sections.get('DEFAULT');
  if (!defaults) return state.sections;
  state.sections.delete('DEFAULT');
  return new Map(
    Array.from(state.sections, ([name, own]) => [name, new Map([...defaults, ...own])] as const),
  );
}

function readLine(line: string, number: number, state: State, options: IniOptions): void {
  const text = line.trim();
  if (/^[#;]/.test(text)) return;
  if (text === '') {
    if (state.key !== undefined) append(state, '');
    return;
  }
  const indent = line.search(/\S/);
  if (state.section && state.key !== undefined && indent > state.indent) {
    append(state, text);
    return;
  }
  state.indent = indent;
  const header = /^\[(.+)\]/.exec(text)?.[1];
  if (header !== undefined) openSection(header, number, state);
  else readOption(text, number, state, options);
}

function append({ section, key }: State, text: string): void {
  const value = section!.get(key!);
  if (value !== null && value !== undefined) section!.set(key!, `${value}\n${text}`);
}

function openSection(name: string, number: number, state: State): void {
  if (state.sections.has(name) && name !== 'DEFAULT')
    fault(
      `While reading from '<???>' [line ${String(number).padStart(2)}]: section '${name}' already exists`,
    );
  state.section = state.sections.get(name) ?? new Map();
  state.sections.set(name, state.section);
  state.sectionName = name;
  state.key = undefined;
}

function readOption(text: string, number: number, state: State, options: IniOptions): void {
  const { section, sectionName } = state;
  if (!section) fault(`File contains no section headers.\nfile: '<???>', line: ${number}\n'${text}'`);
  const [, name = '', value] = /^(.*?)\s*(?:[=:]\s*(.*))?$/.exec(text) ?? [];
  if (name === '' || (value === undefined && !options.allowNoValue))
    fault(`Source contains parsing errors: '<???>'\n\t[line ${String(number).padStart(2)}]: '${text}'`);
  const key = (options.fold ?? ((same: string) => same))(name.trimEnd());
  if (section!.has(key)) {
    fault(
      `While reading from '<???>' [line ${String(number).padStart(2)}]: option '${key}' in section '${sectionName}' already exists`,
    );
  }
  section!.set(key, value ?? null);
  state.key = key;
}

/** Replaces `%(name)s` in the value of an option by other options of the section, and `%%` by `%`. */
export function interpolate(
  value: string,
  section: IniSection,
  fold: (name: string) => string,
  depth = 0,
): string {
  if (depth > 10) return fault(`Recursion limit exceeded in value substitution: '${value}'`);
  return value.replace(/%(?:%|\(([^)]*)\)s|)/g, (whole, name?: string) => {
    if (whole === '%%') return '%';
    if (name === undefined)
      return fault(`'%' must be followed by '%' or '(', found: ${JSON.stringify(value)}`);
    const other = section.get(fold(name));
    if (other === undefined)
      return fault(
        `Bad value substitution: contains an interpolation key '${name}' which is not a valid option name. Raw value: '${value}'`,
      );
    return interpolate(other ?? '', section, fold, depth + 1);
  });
}

function fault(message: string): never {
  throw new PyError('AnsibleError', message);
}
