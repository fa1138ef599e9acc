import { describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import { sshMesh } from './sshMesh.js';

type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function sentences(given: Given): string[] {
  const hosts = Object.entries(given).map(
    ([host, variables]) =>
      [host, new Map(Object.entries(variables).map(([name, value]) => [name, fromJs(value)]))] as const,
  );
  return sshMesh.validate(new Map(hosts)).map(({ host, path, message }) => `${host} ${path}: ${message}`);
}

const node = (address: string, more: object = {}): Record<string, unknown> => ({
  ssh_mesh_addresses: [address],
  ...more,
});

describe('ssh_mesh', () => {
  it('accepts what the documentation shows', () => {
    const more = {
      ssh_mesh_from: ['192.0.2.128/25', '2001:db8::1'],
      ssh_mesh_port: '2222',
      ssh_mesh_restrict: { from: true, command: 'rsync --server', no_pty: true },
      ssh_mesh_pairs: [{ from: 'one', to: 'two', both: true }],
    };
    expect(sentences({ one: node('192.0.2.1', more), two: node('192.0.2.2') })).toEqual([]);
  });

  it('names an address of two nodes, unless one of them leaves', () => {
    const two = node('192.0.2.1');
    expect(sentences({ one: node('192.0.2.1'), two })).toEqual([
      'two ssh_mesh_addresses[0]: 192.0.2.1 is an address of one too',
    ]);
    expect(sentences({ one: node('192.0.2.1', { ssh_mesh_state: 'absent' }), two })).toEqual([]);
  });

  it('needs an address to bind a key to, or a word that it shall not be bound', () => {
    expect(sentences({ one: node('one.example.net') })).toEqual([
      'one ssh_mesh_addresses: holds no IP address, and keys are bound to addresses',
    ]);
    expect(sentences({ one: node('one.example.net', { ssh_mesh_restrict: { from: false } }) })).toEqual([]);
    expect(sentences({ one: node('one.example.net', { ssh_mesh_from: ['192.0.2.0/24'] }) })).toEqual([]);
  });

  it.each<[object, string]>([
    [{ ssh_mesh_port: 70000 }, 'ssh_mesh_port: '],
    [{ ssh_mesh_from: ['storage'] }, 'ssh_mesh_from[0]: "storage" is neither an address nor a network'],
    [{ ssh_mesh_from: 'storage' }, 'ssh_mesh_from: is not a list of names'],
    [{ ssh_mesh_restrict: { no_ptty: true } }, 'ssh_mesh_restrict.no_ptty: is not known here'],
    [{ ssh_mesh_pairs: [{ from: 'one', to: 'one' }] }, 'ssh_mesh_pairs[0].to: one is the same host'],
    [{ ssh_mesh_pairs: [{ from: 'one' }] }, 'ssh_mesh_pairs[0].to: is required'],
    [
      { ssh_mesh_addresses: ['192.0.2.1', 'a b'] },
      'ssh_mesh_addresses[1]: "a b" is neither a name nor an address',
    ],
  ])('names what is wrong with %j', (more, sentence) => {
    expect(sentences({ one: node('192.0.2.1', more) })).toEqual([expect.stringContaining(`one ${sentence}`)]);
  });
});
