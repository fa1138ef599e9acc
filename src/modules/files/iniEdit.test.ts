import { describe, expect, it } from 'vitest';
import { editIni, type IniRequest } from './iniEdit.js';

const base: IniRequest = {
  section: 's',
  option: 'k',
  values: ['v'],
  state: 'present',
  exclusive: true,
  no_extra_spaces: false,
  ignore_spaces: false,
  allow_no_value: false,
};

describe('editIni', () => {
  it.each<[string, Partial<IniRequest>, string, string, string]>([
    ['makes section and option', {}, '', '[s]\nk = v\n', 'section and option added'],
    [
      'adds an option behind the others',
      {},
      '[s]\na = 1\n\n[t]\n',
      '[s]\na = 1\nk = v\n\n[t]\n',
      'option added',
    ],
    ['changes an option', {}, '[s]\nk = old\n', '[s]\nk = v\n', 'option changed'],
    ['leaves an equal option', {}, '[s]\nk = v\n', '[s]\nk = v\n', 'OK'],
    ['adds it beside its comment', {}, '[s]\n#k = 1\nz = 2\n', '[s]\n#k = 1\nk = v\nz = 2\n', 'option added'],
    ['writes without blanks', { no_extra_spaces: true }, '[s]\n', '[s]\nk=v\n', 'option added'],
    ['ignores blanks', { ignore_spaces: true }, '[s]\nk=v\n', '[s]\nk=v\n', 'OK'],
    [
      'edits before the first section',
      { section: undefined },
      'k = 1\n[s]\n',
      'k = v\n[s]\n',
      'option changed',
    ],
    [
      'keeps several values',
      { values: ['a', 'b'] },
      '[s]\nk = a\nk = c\n',
      '[s]\nk = a\nk = b\n',
      'option changed',
    ],
    ['adds a further value', { exclusive: false }, '[s]\nk = a\n', '[s]\nk = a\nk = v\n', 'option added'],
    ['drops other values', {}, '[s]\nk = v\nk = w\n', '[s]\nk = v\n', 'option changed'],
    [
      'writes an option without a value',
      { values: [], allow_no_value: true },
      '[s]\n',
      '[s]\nk\n',
      'option added',
    ],
    ['removes an option', { state: 'absent' }, '[s]\nk = 1\nz = 2\n', '[s]\nz = 2\n', 'option changed'],
    [
      'removes a section',
      { state: 'absent', option: undefined },
      '[a]\nx = 1\n[s]\nk = 1\n[b]\n',
      '[a]\nx = 1\n[b]\n',
      'section removed',
    ],
    ['removes nothing', { state: 'absent' }, '[t]\nk = 1\n', '[t]\nk = 1\n', 'OK'],
  ])('%s', (_name, request, before, after, message) => {
    const edited = editIni(before, { ...base, ...request });
    expect(edited).toEqual({ text: after, message });
    if (request.state !== 'absent') expect(editIni(after, { ...base, ...request }).message).toBe('OK');
  });
});
