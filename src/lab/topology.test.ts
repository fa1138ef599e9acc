import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { formatSpan } from '../diag/span.js';
import { loadTopology, parseTopology } from './topology.js';

const small = `name: small
networks:
  management: { controller: 10.0.0.254/24 }
hosts:
  a:
    interfaces: { management: 10.0.0.1/24 }
`;

/** `line: message` of every finding. */
function findings(text: string): string[] {
  try {
    parseTopology(text, 'lab.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(
      (one) => `${one.span ? formatSpan(one.span).split(':')[1] : '-'}: ${one.message}`,
    );
  }
}

describe('a lab description', () => {
  it('fills in the defaults', () => {
    const { hosts, networks } = parseTopology(small, 'lab.yaml');
    expect(networks).toEqual([{ name: 'management', mtu: 1500, cable: false, controller: '10.0.0.254/24' }]);
    expect(hosts[0]).toMatchObject({
      name: 'a',
      interfaces: [{ network: 'management', name: 'eth0', address: '10.0.0.1/24' }],
      kernel: 'auto',
      needs: [],
      init: 'none',
      openvswitch: false,
      python: false,
      shell: 'dash',
      tools: 'gnu',
      size: 256,
    });
  });

  it('of the sample is valid', async () => {
    const sample = await loadTopology('inventory/lab/br-ext.yaml');
    expect(sample.hosts.map((host) => host.name)).toEqual(['network', 'compute1', 'compute2']);
  });

  it('that does not exist is named', async () => {
    await expect(loadTopology('no/such.yaml')).rejects.toThrow(
      'cannot read the lab description no/such.yaml',
    );
  });
});

describe('mistakes are reported with their line', () => {
  it.each([
    ['a list', '- a\n', '1: a lab description is a mapping with name, networks and hosts'],
    ['an unknown setting', `${small}    pyhton: true\n`, '7: host "a" has no setting "pyhton"'],
    [
      'systemd on the full kernel',
      `${small}    kernel: full\n    init: systemd\n`,
      '8: host "a" cannot have both init: systemd and kernel: full',
    ],
    ['a feature that no kernel has', `${small}    needs: [bonds]\n`, '7: "bonds" is no feature of a kernel'],
    [
      'a cable with one end',
      small
        .replace('networks:\n', 'networks:\n  wire: { cable: true }\n')
        .replace('10.0.0.1/24', '10.0.0.1/24, wire: {}'),
      '3: the cable "wire" needs two ends and has 1 (a)',
    ],
    [
      'a bad address',
      small.replace('10.0.0.1/24', '10.0.0.300/24'),
      '6: the address of "a" on "management" must be',
    ],
    [
      'an address used twice',
      small.replace('10.0.0.1/', '10.0.0.254/'),
      '6: 10.0.0.254 on "management" belongs to both the controller and "a"',
    ],
    [
      'an unknown network',
      small.replace('{ management', '{ managment'),
      '6: "a" is plugged into "managment"',
    ],
    [
      'a wrong shell',
      `${small}    shell: zsh\n`,
      '7: "shell" of host "a" must be one of dash, bash, busybox, mksh',
    ],
    ['a string for a flag', `${small}    python: "true"\n`, '7: "python" of host "a" must be true or false'],
    [
      'a guest without a host',
      `${small}guests:\n  g: { host: b, bridge: br0, address: 10.1.0.1/24 }\n`,
      '8: guest "g" lives on "b"',
    ],
    [
      'tunnels without Open vSwitch',
      `${small}    tunnels: management\n`,
      '7: "tunnels" of host "a" is of use with openvswitch',
    ],
    ['no hosts', 'name: x\nnetworks: {}\nhosts: {}\n', '3: a lab needs at least one host'],
    [
      'a name that no link can have',
      small.replaceAll('management', 'a-network-too-long'),
      '3: "a-network-too-long" is not a network name',
    ],
  ])('%s', (_what, text, expected) => {
    expect(findings(text)).toEqual([expect.stringContaining(expected)]);
  });

  it('all at once', () => {
    expect(findings(`${small}    shell: zsh\n    size: 1\n    colour: red\n`)).toHaveLength(3);
  });
});
