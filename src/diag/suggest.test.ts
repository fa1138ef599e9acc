import { describe, expect, it } from 'vitest';
import { closest, didYouMean } from './suggest.js';

const modules = ['command', 'copy', 'file', 'lineinfile', 'set_fact', 'service', 'template'];

describe('closest', () => {
  it.each([
    ['a missing letter', 'templte', 'template'],
    ['a letter too many', 'coppy', 'copy'],
    ['a wrong letter', 'servike', 'service'],
    ['two letters exchanged', 'flie', 'file'],
    ['another case', 'FILE', 'file'],
    ['a dash for an underscore', 'set-fact', 'set_fact'],
    ['the word itself', 'copy', 'copy'],
  ])('finds the word meant by %s', (_what, written, meant) => {
    expect(closest(written, modules)).toBe(meant);
  });

  it('finds nothing when more than a third of the letters differ', () => {
    expect(closest('debug', modules)).toBeUndefined();
    expect(closest('servxyz', modules)).toBeUndefined();
  });

  it('allows a short word one difference', () => {
    expect(closest('ip', ['op'])).toBe('op');
    expect(closest('ip', ['on'])).toBeUndefined();
  });

  it('prefers the nearest, and of equally near ones the first', () => {
    expect(closest('hots', ['hosts', 'hots_'])).toBe('hosts');
    expect(closest('tasky', ['tasks', 'taskx'])).toBe('tasks');
    expect(closest('tasks', ['taskx', 'tasks'])).toBe('tasks');
  });

  it('finds nothing among no candidates', () => {
    expect(closest('copy', [])).toBeUndefined();
  });
});

describe('didYouMean', () => {
  it('is a sentence to put after the message', () => {
    expect(didYouMean('comand', modules)).toBe('did you mean "command"?');
  });

  it('is absent rather than far-fetched', () => {
    expect(didYouMean('kubernetes', modules)).toBeUndefined();
  });
});
