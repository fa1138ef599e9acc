import type { Decision } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { AptWork } from './aptDecision.js';
import { type AptState, queryFormat } from './aptProbe.js';

/** Name and version of a package file, printed as if dpkg-query had been asked for what is wanted. */
export function debFile(deb: string | undefined): Sh {
  if (deb === undefined || deb.includes('://')) return sh``;
  return sh`wanted=$(dpkg-deb -f ${deb} Package) || exit 126
dpkg-query -W -f ${queryFormat} "$wanted" 2>/dev/null
printf 'wanted\\t\\t%s\\tfile\\n' "$(dpkg-deb -f ${deb} Version)"
`;
}

/** Whether the package file has to be installed. */
export function decideDeb(deb: string, current: AptState): Decision<AptWork> {
  const wanted = current.known.find(({ status }) => status === 'file')?.version;
  if (!deb.includes('://') && wanted === undefined)
    return {
      changed: false,
      work: { update: false, calls: [] },
      failed: `${deb} is not a package file on the target`,
    };
  const same = current.known.some(({ status, version }) => status === 'installed' && version === wanted);
  return {
    changed: !same,
    work: { update: false, calls: same ? [] : [['install', deb.includes('/') ? deb : `./${deb}`]] },
  };
}

/** Fetches a package file to the target and installs it. */
export function fetchedDeb(url: string, options: readonly string[]): Sh {
  return sh`export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LC_ALL=C
dir=$(mktemp -d) || exit 100
trap 'trap "" 1 2 13 15; rm -rf "$dir"' 0
trap 'exit 143' 1 2 13 15
if command -v curl >/dev/null 2>&1; then curl -fsSL -o "$dir/package.deb" ${url}; else wget -q -O "$dir/package.deb" ${url}; fi || exit 100
chmod 755 "$dir"
apt-get ${options} install "$dir/package.deb"`;
}
