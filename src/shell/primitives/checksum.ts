import { sh } from '../sh.js';
import { mustSucceed, PROBE, type PrimitiveHost } from './host.js';

export const CHECKSUM_ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/**
 * `mw_sum ALGORITHM FILE…`: one line per file that starts with the hex digest (after a backslash when the
 * name had to be escaped). One fork; openssl and a busybox without links are fallbacks.
 */
export const checksumPrelude = `
mw_sum() {
  mw_a=$1
  shift
  if command -v "\${mw_a}sum" >/dev/null 2>&1; then "\${mw_a}sum" -- "$@"
  elif command -v openssl >/dev/null 2>&1; then openssl dgst -r "-$mw_a" "$@"
  elif command -v busybox >/dev/null 2>&1; then busybox "\${mw_a}sum" -- "$@"
  else echo "no tool for $mw_a checksums (\${mw_a}sum, openssl or busybox)" >&2; return 127
  fi
}
`;

/** Digests of readable regular files, in order, as lower-case hex. Throws when one cannot be read. */
export async function checksumFiles(
  host: PrimitiveHost,
  paths: readonly string[],
  algorithm: ChecksumAlgorithm = 'sha1',
): Promise<string[]> {
  if (paths.length === 0) return [];
  const result = mustSucceed(
    await host.run(sh`mw_sum ${algorithm} ${[...paths]}`, PROBE),
    'checksum',
    'compute checksums',
  );
  return result.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => /^\\?[0-9a-f]{32}/.test(line))
    .map(digestOf);
}

/** The digest in a line of a checksum tool. */
export function digestOf(line: string): string {
  return line.replace(/^\\/, '').split(' ')[0] ?? '';
}
