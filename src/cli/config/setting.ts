/** How the text of a setting is read (see convert.ts). */
type Kind = 'str' | 'bool' | 'int' | 'float' | 'path' | 'pathlist' | 'pathspec' | 'list';

/** One setting of ansible.cfg: its names, its type and what it does here. */
export interface Setting<K extends Kind = Kind> {
  /** The name ansible-config shows; settings of plugins have the plugin's name before theirs. */
  readonly name: string;
  readonly kind: K;
  /** Environment variables; where several are set the last one wins. */
  readonly env: readonly string[];
  /** `section.key` of ansible.cfg; where several are set the last one wins. */
  readonly ini: readonly string[];
  /** The default as text for people; the code that uses a setting knows what to do without it. */
  readonly fallback: string;
  readonly choices?: readonly string[];
  readonly doc: string;
}

interface Names<K extends Kind> {
  readonly kind: K;
  /** Names separated by blanks. */
  readonly env?: string;
  /** Names separated by blanks. */
  readonly ini?: string;
  readonly fallback?: string;
  readonly choices?: readonly string[];
}

/** Writes one row of the table of settings. */
export function setting<K extends Kind>(name: string, names: Names<K>, doc: string): Setting<K> {
  const { env = '', ini = '', fallback = '' } = names;
  return {
    name,
    kind: names.kind,
    env: env.split(' ').filter((each) => each !== ''),
    ini: ini.split(' ').filter((each) => each !== ''),
    fallback,
    ...(names.choices && { choices: names.choices }),
    doc,
  };
}

/** What a setting is in the program. */
export type ValueOf<K extends Kind> = K extends 'bool'
  ? boolean
  : K extends 'int' | 'float'
    ? number
    : K extends 'pathlist' | 'pathspec' | 'list'
      ? string[]
      : string;
