/** Words before a shell that let it see a directory of the test in place of /var/lib. */
export function privateRecords(directory: string): string[] {
  return ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /var/lib && exec "$@"', directory];
}
