import { describe, expect, it } from 'vitest';
import { type RsyncOptions, rshText, rsyncWords } from './rsyncWords.js';

const plain: RsyncOptions = {
  archive: true,
  checksum: false,
  compress: true,
  copy_links: false,
  delay_updates: true,
  delete: false,
  dirs: false,
  existing_only: false,
  partial: false,
  group: undefined,
  links: undefined,
  owner: undefined,
  perms: undefined,
  recursive: undefined,
  times: undefined,
  link_dest: [],
  rsync_opts: [],
  rsync_timeout: 0,
};
const format = '--out-format=<<CHANGED>>%i %n%L';

describe('words for rsync', () => {
  it.each<[string, Partial<RsyncOptions>, string[]]>([
    ['as usual', {}, ['--delay-updates', '-F', '--compress', '--archive', format]],
    [
      'parts of the archive left out',
      { times: false, owner: false, group: true },
      ['--delay-updates', '-F', '--compress', '--archive', '--no-times', '--no-owner', format],
    ],
    [
      'parts instead of the archive',
      { archive: false, recursive: true, perms: true, links: false, compress: false, delay_updates: false },
      ['-F', '--recursive', '--perms', format],
    ],
    [
      'everything else',
      { delete: true, checksum: true, rsync_timeout: 5, link_dest: ['/old'], rsync_opts: ['--exclude=x'] },
      [
        '--delay-updates',
        '-F',
        '--compress',
        '--timeout=5',
        '--delete-after',
        '--checksum',
        '--archive',
        '--link-dest=/old',
        '--exclude=x',
        format,
      ],
    ],
  ])('%s', (_what, options, words) => {
    expect(rsyncWords({ ...plain, ...options }, false)).toEqual(words);
  });

  it('changes nothing in check mode', () => {
    expect(rsyncWords(plain, true)).toContain('--dry-run');
  });
});

describe('the way of rsync to a host', () => {
  it.each([
    [
      { key: undefined, port: undefined, verify: false, extra: undefined },
      'ssh -S none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
    ],
    [
      { key: '/keys/my id', port: '2200', verify: true, extra: '-o ProxyJump=j' },
      "ssh -S none -o BatchMode=yes -i '/keys/my id' -o Port=2200 -o ProxyJump=j",
    ],
  ])('%j', (way, text) => {
    expect(rshText(way)).toBe(text);
  });
});
