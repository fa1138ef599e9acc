import { type Sh, sh } from '../../shell/sh.js';

/** One wanted package: `name`, `name=1.2*`, `name:arch`. */
export interface PackageSpec {
  readonly text: string;
  readonly name: string;
  /** Version as given after `=`, with shell-style patterns. */
  readonly version: string | undefined;
}

export interface InstalledPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** `installed`, `config-files`, `half-installed`, … */
  readonly status: string;
}

/** What dpkg and apt know of the wanted packages. */
export interface AptState {
  readonly known: readonly InstalledPackage[];
  /** Virtual packages that something installed provides. */
  readonly provided: ReadonlySet<string>;
  /** Candidate versions by package name; only read when something is missing or the latest is wanted. */
  readonly candidates: ReadonlyMap<string, string>;
  /** Names that apt-cache lists without a candidate: virtual packages. */
  readonly virtual: ReadonlySet<string>;
  /** Seconds since the epoch of the last cache update (0: never) and of now. */
  readonly cacheTime: number;
  readonly now: number;
  /** Output of a simulated apt-get, when one was asked for. */
  readonly simulation: string;
}

interface AptQuestion {
  readonly specs: readonly PackageSpec[];
  /** Candidates are wanted even when everything is installed. */
  readonly candidates: boolean;
  /** The time of now is wanted beside that of the cache. */
  readonly cacheTime: boolean;
  /** Words of an apt-get call to simulate. */
  readonly simulate: readonly string[] | undefined;
}

/** Parses a package argument; undefined when it holds two versions. */
export function parseSpec(text: string): PackageSpec | undefined {
  const [name = '', version, ...rest] = text.trim().split('=');
  return rest.length > 0 || name === '' ? undefined : { text: text.trim(), name: name.trim(), version };
}

/** Prints the time of the last cache update in seconds since the epoch, 0 when there was none. */
export const cacheStamp = sh`{ stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null || stat -c %Y /var/lib/apt/lists 2>/dev/null || echo 0; }`;

/** One frame; when every package is installed it is a single dpkg-query and nothing else. */
export function aptProbe(question: AptQuestion): Sh {
  const names = question.specs.map(({ name }) => name);
  const candidates = names.length === 0 ? sh`:` : sh`apt-cache policy ${names} 2>/dev/null`;
  return sh`export LC_ALL=C
missing=
${names.length === 0 ? sh`:` : sh`dpkg-query -W -f ${queryFormat} ${names} 2>/dev/null || missing=1`}
printf '\\036'
if [ "$missing" ]; then dpkg-query -W -f '\${db:Status-Status} \${Provides}\\n' | sed -n 's/^installed \\(..*\\)/\\1/p'; fi
printf '\\036'
if [ "$missing" ] || ${question.candidates ? sh`:` : sh`false`}; then ${candidates}; fi
printf '\\036'
${cacheStamp}
${question.cacheTime ? sh`date +%s` : sh`:`}
printf '\\036'
${question.simulate ? sh`apt-get -s ${question.simulate} 2>&1` : sh`:`}`;
}

/** What dpkg-query prints of a package, tab-separated. */
export const queryFormat = sh`'\${Package}\\t\${Architecture}\\t\${Version}\\t\${db:Status-Status}\\n'`;

/** Reads the output of aptProbe. */
export function parseAptState(text: string): AptState {
  const [query = '', provides = '', policy = '', times = '', simulation = ''] = text.split('\x1e');
  const [cacheTime = 0, now = cacheTime] = times.trim().split(/\s+/).map(Number);
  return {
    known: lines(query).map((line) => {
      const [name = '', architecture = '', version = '', status = ''] = line.split('\t');
      return { name, architecture, version, status };
    }),
    provided: new Set(provides.split(/[,\n]/).map((entry) => entry.trim().split(/[\s:(]/)[0]!)),
    ...parsePolicy(policy),
    cacheTime,
    now,
    simulation,
  };
}

function parsePolicy(text: string): Pick<AptState, 'candidates' | 'virtual'> {
  const candidates = new Map<string, string>();
  const virtual = new Set<string>();
  let name = '';
  for (const line of text.split('\n')) {
    const head = /^(\S+):$/.exec(line);
    if (head) name = head[1]!;
    const candidate = /^\s+Candidate:\s+(\S+)/.exec(line)?.[1];
    if (candidate === '(none)') virtual.add(name);
    else if (candidate !== undefined) candidates.set(name, candidate);
  }
  return { candidates, virtual };
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
