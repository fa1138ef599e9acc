import { describe, expect, it } from 'vitest';
import type { Value } from '../../value/types.js';
import { checkMode, modeText, resolveMode } from './mode.js';

const file = (mode: number) => ({ mode, directory: false });
const folder = (mode: number) => ({ mode, directory: true });

describe('resolveMode', () => {
  it.each<[Value, ReturnType<typeof file>, string]>([
    ['0644', file(0), '0644'],
    ['644', file(0), '0644'],
    ['0o600', file(0), '0600'],
    ['04755', file(0), '04755'],
    [0o644, file(0), '0644'],
    [644, file(0), '01204'],
    ['u=rw,g=r,o=r', file(0o777), '0644'],
    ['a=rwX', file(0o644), '0666'],
    ['a=rwX', file(0o744), '0777'],
    ['u=rwX,go=rX', folder(0o600), '0755'],
    ['u=rwX,go=rX', file(0o600), '0644'],
    ['+x', file(0o644), '0755'],
    ['+w', file(0o444), '0644'],
    ['a+w', file(0o444), '0666'],
    ['go-rwx', file(0o755), '0700'],
    ['u+s', file(0o755), '04755'],
    ['g+s', folder(0o755), '02755'],
    ['+t', folder(0o777), '01777'],
    ['o=', file(0o757), '0750'],
    ['g=u', file(0o640), '0660'],
    ['u=rwx,g-w+x', file(0o060), '0750'],
  ])('%s on %o is %s', (wanted, subject, expected) => {
    expect(modeText(resolveMode(wanted, subject))).toBe(expected);
  });

  it.each<[Value]>([['u=q'], ['0999'], ['rw'], [-1], [true], ['']])('refuses %s', (wanted) => {
    expect(() => checkMode(wanted)).toThrow(/octal or symbolic/);
  });
});
