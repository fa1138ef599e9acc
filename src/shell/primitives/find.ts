import { sh } from '../sh.js';
import { causeOf, PROBE, type PrimitiveHost } from './host.js';
import { targetPath } from './path.js';
import { type FileStat, parseStatLine } from './statRecord.js';

/**
 * `mw_find DEPTH FOLLOW FOLDER`: one record for everything below a folder: separator, stat line, slash,
 * name. Two forks, one more for each few thousand names. DEPTH `-` means without limit.
 */
export const findPrelude = `
mw_find() {
  mw_o= mw_t=
  [ "$2" = no ] || mw_o=-L mw_t=-L
  if [ "$1" = - ]; then set -- "$3"; else set -- "$3" -maxdepth "$1"; fi
  mw_p=$1
  shift
  find $mw_o "$mw_p" -mindepth 1 "$@" -exec stat $mw_t -c "$mw_rs$mw_stat_format/%n" -- {} +
}
`;

interface Listing {
  readonly entries: readonly FileStat[];
  /** What find complained about (unreadable folders); empty when nothing. */
  readonly complaint: string;
}

/** Everything below a folder, depth first as find(1) meets it. A missing folder gives a complaint. */
export async function listTree(
  host: PrimitiveHost,
  folder: string,
  options: { readonly depth?: number | undefined; readonly follow?: boolean; readonly expand?: boolean } = {},
): Promise<Listing> {
  const depth = options.depth === undefined ? '-' : String(options.depth);
  const result = await host.run(
    sh`mw_find ${depth} ${options.follow ? 'yes' : 'no'} ${options.expand ? targetPath(folder) : folder}`,
    PROBE,
  );
  const records = result.stdout.toString('utf8').split('\x1e').slice(1);
  return {
    entries: records.map(parseRecord),
    complaint: result.rc === 0 ? '' : causeOf({ ...result, stdout: Buffer.alloc(0) }),
  };
}

function parseRecord(record: string): FileStat {
  const text = record.endsWith('\n') ? record.slice(0, -1) : record;
  const slash = text.indexOf('/');
  const stat = parseStatLine(text.slice(0, slash), {
    flags: 'e',
    path: text.slice(slash + 1),
    link: '',
    real: '',
  });
  return { ...stat, isLink: stat.type === 'link', hasData: stat.type === 'file' };
}
