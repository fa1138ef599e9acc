import { type Renderer, renderers } from '../../src/net/render/file.js';

const placeWords = { full: 'full kernel', systemd: 'systemd' } as const;

/** A lab whose hosts, one for each renderer and named after it, boot with nothing but the files that roles wrote. */
export interface Rebuild {
  /** Name of the topology, the playbook (`-play`) and the test. */
  readonly name: string;
  readonly place: keyof typeof placeWords;
  readonly roles: readonly string[];
}

/** What is rebuilt where. The table of docs/lab.md is made of it, and each of its cells is a test. */
export const rebuilds = {
  full: {
    name: 'rebuild-full',
    place: 'full',
    roles: ['bonding', 'vlans', 'private_vlan_pool', 'bridges'],
  },
  systemd: {
    name: 'rebuild-systemd',
    place: 'systemd',
    roles: ['bridges', 'routed_network', 'bridged_to_routed', 'br_ext_mesh'],
  },
} as const satisfies Readonly<Record<string, Rebuild>>;

/** Role and renderer of each cell of the table that a lab stands for. */
export function cellsOf({ roles }: Rebuild): (readonly [role: string, renderer: Renderer])[] {
  return roles.flatMap((role) => renderers.map((renderer) => [role, renderer] as const));
}

/** How the tasks of a role ended on a host, by what a run printed: `ok`, `changed`, `skipping`, `fatal`. */
export function outcomes(text: string, role: string, host: string): Set<string> {
  const found = new Set<string>();
  let isOfRole = false;
  for (const line of text.split('\n')) {
    const task = /^TASK \[(?:([^\]]*?) : )?/.exec(line);
    if (task !== null) isOfRole = task[1] === role;
    const [, outcome, on] = /^(\w+): \[([^\] ]+)/.exec(line) ?? [];
    if (isOfRole && on === host && outcome !== undefined) found.add(outcome);
  }
  return found;
}

/** What networkd says of a file or a setting that it does not take. */
export const complaints = /unknown|invalid|ignor|could not|failed|not supported/i;

/** The table of docs/lab.md. */
export function rebuildTable(): string {
  const all: readonly Rebuild[] = Object.values(rebuilds);
  const roles = [...new Set(all.flatMap((rebuild) => rebuild.roles))];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['Role', ...renderers]),
    row(['---', ...renderers.map(() => '---')]),
    ...roles.map((role) => {
      const places = all.filter((rebuild) => rebuild.roles.includes(role));
      const cell = places.map(({ place }) => placeWords[place]).join(', ');
      return row([`\`${role}\``, ...renderers.map(() => cell)]);
    }),
    '',
  ].join('\n');
}
