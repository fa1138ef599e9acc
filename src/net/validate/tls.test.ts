import { describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import { tls } from './tls.js';

const whole = {
  tls_vault_password: 'right horse',
  tls_ca: [
    { name: 'root', cn: 'Root', days: 3650, pathlen: 1, key: { type: 'rsa', size: 4096 } },
    { name: 'issuing', parent: 'root', cn: 'Issuing', pathlen: 0, renew_before_days: 90 },
  ],
  tls_certs: [
    {
      name: 'www',
      ca: 'issuing',
      cn: 'www',
      san: ['DNS:*.example.com', 'IP:2001:DB8::1'],
      dest_host: 'one',
      mode: '0640',
    },
    { name: 'client', ca: 'external', cn: 'client', usage: 'client' },
    { name: 'alone', ca: 'self', cn: 'alone', usage: 'client', key_on_host: false },
  ],
  tls_nginx: { certificate: 'www', server_name: 'www.example.com', client_ca: 'root', verify_client: 'on' },
  tls_pins: { certificate: 'www', server: 'one', nodes: 'nodes', url: 'https://www.example.com/' },
};

function sentences(variables: object): string[] {
  const values = new Map(
    Object.entries({ ...whole, ...variables }).map(([name, value]) => [name, fromJs(value)]),
  );
  return tls.validate(new Map([['one', values]])).map(({ path, message }) => `${path}: ${message}`);
}

const certificate = (change: object): object => ({ tls_certs: [{ ...whole.tls_certs[0], ...change }] });

describe('variables of role tls', () => {
  it('may be what the documentation shows, or nothing', () => {
    expect(sentences({})).toEqual([]);
    expect(tls.validate(new Map([['one', new Map()]]))).toEqual([]);
    expect(sentences({ tls_nginx: {}, tls_pins: {} })).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a password is needed with CAs',
      { tls_vault_password: '' },
      'tls_vault_password: is empty, but keys are kept encrypted on the controller',
    ],
    [
      'a parent stands before its child',
      { tls_ca: [{ name: 'issuing', cn: 'x', parent: 'root' }, whole.tls_ca[0]] },
      'tls_ca[0].parent: there is no CA before it "root"',
    ],
    [
      'a CA of path length 0 signs no other',
      { tls_ca: [...whole.tls_ca, { name: 'deep', cn: 'x', parent: 'issuing' }] },
      'tls_ca[2].parent: issuing has pathlen 0 and may sign no CA',
    ],
    [
      'a server needs names',
      certificate({ san: [] }),
      'tls_certs[0].san: is empty: clients look at nothing else',
    ],
    [
      'a name has a kind',
      certificate({ san: ['192.0.2.1'] }),
      'tls_certs[0].san[0]: "192.0.2.1" does not say what it is',
    ],
    [
      'an address is no DNS name',
      certificate({ san: ['DNS:192.0.2.1'] }),
      'tls_certs[0].san[0]: "192.0.2.1" is an address, which clients look for under IP',
    ],
    [
      'an address is one',
      certificate({ san: ['IP:www'] }),
      'tls_certs[0].san[0]: "www" is not an IP address',
    ],
    ...['*.com', 'www.*.com', 'w*.example.com'].map((name): [string, object, string] => [
      `${name} is no wildcard`,
      certificate({ san: [`DNS:${name}`] }),
      `tls_certs[0].san[0]: "${name}" is not a wildcard that clients accept`,
    ]),
    [
      'a host name is one',
      certificate({ san: ['DNS:www_.-x'] }),
      'tls_certs[0].san[0]: "www_.-x" is not a host name',
    ],
    [
      'a window is shorter than a life',
      certificate({ days: 30, renew_before_days: 30 }),
      'tls_certs[0].renew_before_days: 30 is not less than the 30 days it lives: every run would renew it',
    ],
    [
      'keys have usual sizes',
      certificate({ key: { type: 'rsa', size: 1024 } }),
      'tls_certs[0].key: 1024 is no size of a key of type rsa',
    ],
    [
      'hosts are of the play',
      certificate({ dest_host: 'two' }),
      'tls_certs[0].dest_host: there is no host of the play "two"',
    ],
    [
      'a CA has a name of its own',
      { tls_ca: [{ name: 'self', cn: 'x' }] },
      'tls_ca[0].name: self is what a certificate says that signs itself',
    ],
    [
      'a pin needs a certificate that is made here',
      { tls_pins: { ...whole.tls_pins, certificate: 'client' } },
      'tls_pins.certificate: client is signed by others: its next pin cannot be known before they answer',
    ],
    [
      'keys that the controller keeps need a password',
      {
        tls_ca: [],
        tls_vault_password: '',
        tls_nginx: {},
        tls_certs: [{ ...whole.tls_certs[0], ca: 'self', key_on_host: false }],
      },
      'tls_vault_password: is empty, but keys are kept encrypted on the controller',
    ],
    [
      'another CA takes the place of one that is there',
      { tls_ca_rollover: 'rot' },
      'tls_ca_rollover: there is no CA "rot"',
    ],
    ['a root is forgotten', { tls_ca_forget: 'issuing' }, 'tls_ca_forget: there is no root "issuing"'],
    [
      'clients need a CA',
      { tls_nginx: { certificate: 'www', server_name: 'x', verify_client: 'optional' } },
      'tls_nginx.client_ca: is needed with verify_client: optional',
    ],
    [
      'pins are of a certificate',
      { tls_pins: { ...whole.tls_pins, certificate: 'wwww' } },
      'tls_pins.certificate: there is no certificate "wwww"',
    ],
    [
      'the server is asked over TLS',
      { tls_pins: { ...whole.tls_pins, url: 'http://x' } },
      'tls_pins.url: "http://x" is not an https:// address',
    ],
  ])('%s', (_, variables, sentence) => {
    expect(sentences(variables)).toContain(sentence);
  });
});
