/** The names of colours with their terminal codes. */
const CODES = {
  black: '0;30',
  'bright gray': '0;37',
  blue: '0;34',
  white: '1;37',
  green: '0;32',
  'bright blue': '1;34',
  cyan: '0;36',
  'bright green': '1;32',
  red: '0;31',
  'bright cyan': '1;36',
  purple: '0;35',
  'bright red': '1;31',
  yellow: '0;33',
  'bright purple': '1;35',
  'dark gray': '1;30',
  'bright yellow': '1;33',
  magenta: '0;35',
  'bright magenta': '1;35',
  normal: '0',
} as const;

type ColorName = keyof typeof CODES;

export const COLOR_NAMES = Object.keys(CODES) as readonly ColorName[];

/** What a colour is for, with Ansible's default colours. */
const DEFAULTS = {
  changed: 'yellow',
  debug: 'dark gray',
  deprecate: 'purple',
  diffAdd: 'green',
  diffLines: 'cyan',
  diffRemove: 'red',
  error: 'red',
  ok: 'green',
  skip: 'cyan',
  unreachable: 'bright red',
  verbose: 'blue',
  warn: 'bright purple',
} as const satisfies Record<string, ColorName>;

export type Role = keyof typeof DEFAULTS;

/** Other colours than the default ones, by their names; unknown names have no effect. */
export type ColorChoices = Readonly<Partial<Record<Role, string>>>;

/** Colours a text for a role; a text of several lines line by line. Without colour the text comes back as it is. */
export type Paint = (text: string, role: Role) => string;

/** Makes the painter of a run. */
export function painter(color: boolean, choices: ColorChoices = {}): Paint {
  if (!color) return (text) => text;
  return (text, role) => {
    const code = codeOf(choices[role]) ?? CODES[DEFAULTS[role]];
    return text
      .split('\n')
      .map((line) => `\u001b[${code}m${line}\u001b[0m`)
      .join('\n');
  };
}

function codeOf(name: string | undefined): string | undefined {
  return COLOR_NAMES.includes(name as ColorName) ? CODES[name as ColorName] : undefined;
}
