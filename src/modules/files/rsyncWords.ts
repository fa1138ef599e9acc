/** What of the arguments of synchronize becomes words of rsync. */
export interface RsyncOptions {
  readonly archive: boolean;
  readonly checksum: boolean;
  readonly compress: boolean;
  readonly copy_links: boolean;
  readonly delay_updates: boolean;
  readonly delete: boolean;
  readonly dirs: boolean;
  readonly existing_only: boolean;
  readonly partial: boolean;
  /** Without a value these are what `archive` says. */
  readonly group: boolean | undefined;
  readonly links: boolean | undefined;
  readonly owner: boolean | undefined;
  readonly perms: boolean | undefined;
  readonly recursive: boolean | undefined;
  readonly times: boolean | undefined;
  readonly link_dest: readonly string[];
  readonly rsync_opts: readonly string[];
  readonly rsync_timeout: number;
}

/** Before every change in rsync's output. */
export const CHANGE_MARK = '<<CHANGED>>';

/** The words for rsync but for the way to the other host and the two paths. */
export function rsyncWords(options: RsyncOptions, check: boolean): string[] {
  const { archive } = options;
  const part = (name: string, value: boolean | undefined): string[] => {
    if (value === undefined || value === archive) return [];
    return [value ? `--${name}` : `--no-${name}`];
  };
  return [
    ...(options.delay_updates ? ['--delay-updates'] : []),
    '-F',
    ...(options.compress ? ['--compress'] : []),
    ...(options.rsync_timeout > 0 ? [`--timeout=${options.rsync_timeout}`] : []),
    ...(check ? ['--dry-run'] : []),
    ...(options.delete ? ['--delete-after'] : []),
    ...(options.existing_only ? ['--existing'] : []),
    ...(options.checksum ? ['--checksum'] : []),
    ...(options.copy_links ? ['--copy-links'] : []),
    ...(archive ? ['--archive'] : []),
    ...part('recursive', options.recursive),
    ...part('links', options.links),
    ...part('perms', options.perms),
    ...part('times', options.times),
    ...part('owner', options.owner),
    ...part('group', options.group),
    ...(options.dirs ? ['--dirs'] : []),
    ...(options.partial ? ['--partial'] : []),
    ...options.link_dest.map((path) => `--link-dest=${path}`),
    ...options.rsync_opts,
    `--out-format=${CHANGE_MARK}%i %n%L`,
  ];
}

/** How rsync's ssh reaches a host; it splits the text at blanks, heeding quotes. */
export function rshText(way: {
  readonly key: string | undefined;
  readonly port: string | undefined;
  readonly verify: boolean;
  readonly extra: string | undefined;
}): string {
  return [
    'ssh -S none -o BatchMode=yes',
    ...(way.key === undefined ? [] : [`-i '${way.key.replaceAll("'", "''")}'`]),
    ...(way.port === undefined ? [] : [`-o Port=${way.port}`]),
    ...(way.verify ? [] : ['-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null']),
    ...(way.extra === undefined || way.extra === '' ? [] : [way.extra]),
  ].join(' ');
}
