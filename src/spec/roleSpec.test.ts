import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { fromJs } from '../value/convert.js';
import type { Dict } from '../value/types.js';
import { checkRoleArguments, readRoleSpec } from './roleSpec.js';

const doc = fromJs({
  argument_specs: {
    main: {
      short_description: 'Routed networks',
      description: 'Gives every network its own table.',
      options: {
        routed_networks: {
          type: 'list',
          elements: 'dict',
          required: true,
          options: { name: { required: true }, vid: { type: 'int' }, gateway4: { type: 'str' } },
        },
        renderer: { choices: ['auto', 'none'], default: 'auto' },
        note: null,
      },
    },
  },
});

describe('readRoleSpec', () => {
  it('reads every entry point', () => {
    const main = readRoleSpec(doc).get('main')!;
    expect(main.short_description).toBe('Routed networks');
    expect(main.description).toEqual(['Gives every network its own table.']);
    expect(Object.keys(main.args)).toEqual(['routed_networks', 'renderer', 'note']);
    expect(main.args.routed_networks?.options?.vid).toMatchObject({ type: 'int' });
  });

  it('is empty when a role has no specification', () => {
    expect(readRoleSpec(fromJs({ galaxy_info: {} })).size).toBe(0);
    expect(readRoleSpec(null).size).toBe(0);
  });

  it('refuses unknown types with a suggestion', () => {
    const bad = fromJs({ argument_specs: { main: { options: { a: { type: 'strr' }, b: 5 } } } });
    const read = () => readRoleSpec(bad);
    expect(read).toThrow(DiagnosticError);
    expect(read).toThrow('"strr" is not an argument type');
  });
});

describe('checkRoleArguments', () => {
  const main = readRoleSpec(doc).get('main')!;

  it.each([
    ['a missing variable', {}, ['missing required arguments: routed_networks']],
    ['null counts as given', { routed_networks: null }, []],
    [
      'the path of a wrong value',
      { routed_networks: [{ name: 'a' }, { name: 'b', vid: 'x' }] },
      [
        "routed_networks[1].vid: argument 'vid' is of type <class 'str'> found in 'routed_networks'. and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      ],
    ],
    [
      'the path of a missing value',
      { routed_networks: [{ vid: 5 }] },
      ['routed_networks[0]: missing required arguments: name found in routed_networks'],
    ],
    [
      'the path of an unknown key',
      { routed_networks: [{ name: 'a', gatway4: '::' }] },
      [
        'routed_networks[0].gatway4: routed_networks.gatway4. Supported parameters include: gateway4, name, vid.',
      ],
    ],
  ])('gives %s', (_, variables, messages) => {
    const { diagnostics } = checkRoleArguments('net', main, fromJs(variables) as Dict);
    expect(diagnostics.map(({ message }) => message)).toEqual(messages);
  });

  it('suggests the right spelling', () => {
    const variables = fromJs({ routed_networks: [{ name: 'a', gatway4: '::' }] }) as Dict;
    expect(checkRoleArguments('net', main, variables).diagnostics[0]?.fix).toBe('did you mean "gateway4"?');
  });
});
