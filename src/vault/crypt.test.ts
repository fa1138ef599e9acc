import { describe, expect, it } from 'vitest';
import { decryptEnvelope, encryptEnvelope } from './crypt.js';
import { isVaultText, parseEnvelope } from './envelope.js';
import { VaultSecrets } from './secrets.js';

const recorded = [
  {
    title: 'a line',
    plaintext: 'hello world\n',
    id: undefined,
    envelope: [
      '$ANSIBLE_VAULT;1.1;AES256',
      '61633833623334663138363064613266306432303262626135323832346663666636656534353465',
      '3439613039383133386239396266343933656237366465370a376333333864393032353838386666',
      '65393061313862303034643164333262643361633162396435303734386133343330313462626565',
      '3061313234376437630a653462636630383166663435343630303666386465663637353931396563',
      '3563',
      '',
    ].join('\n'),
  },
  {
    title: 'nothing but one letter',
    plaintext: 'x',
    id: undefined,
    envelope: [
      '$ANSIBLE_VAULT;1.1;AES256',
      '39653661386636306330333631333031656238396261336235303532333465353262383233653735',
      '6562363832303538393431393131633161303439336231370a636531643130383866643161333639',
      '36386661623236396562613834663365626238396438663538386533626463386366623430393061',
      '3933653537356139640a373031613763616436663762346434316364646235653131356437623334',
      '3933',
      '',
    ].join('\n'),
  },
  {
    title: 'umlauts and a label',
    plaintext: 'grün\nzwei\n',
    id: 'prod',
    envelope: [
      '$ANSIBLE_VAULT;1.2;AES256;prod',
      '39316537306336323237663066623865646563346565633230393231613664633463373961613464',
      '6336363636313961353330343637643862646366613162300a623233383136336464323561646136',
      '61653731363232613764643633333235383230636234646638346634396134353332333138346566',
      '6561353434336430390a336437303362363638343362636130386561636138633163353336326632',
      '3865',
      '',
    ].join('\n'),
  },
];

const secrets = (...pairs: [id: string, password: string][]) =>
  pairs.reduce((all, [id, password]) => all.add(id, password), new VaultSecrets());

describe('decryptEnvelope', () => {
  it.each(recorded)('opens what ansible-vault wrote: $title', ({ envelope, id, plaintext }) => {
    expect(parseEnvelope(envelope).id).toBe(id);
    expect(decryptEnvelope(envelope, secrets(['default', 'open sesame'])).toString()).toBe(plaintext);
  });

  it('tries the password of the label first, then the others', () => {
    const envelope = encryptEnvelope('x', 'p2', 'prod');
    expect(decryptEnvelope(envelope, secrets(['a', 'p1'], ['b', 'p2'])).toString()).toBe('x');
    expect(
      secrets(['a', 'p1'], ['prod', 'p2'])
        .candidates('prod')
        .map(({ password }) => password),
    ).toEqual(['p2', 'p1']);
  });

  const damaged = recorded[0]!.envelope;
  it.each<[string, string, VaultSecrets, RegExp]>([
    ['a wrong password', damaged, secrets(['default', 'wrong']), /no vault password fits/],
    ['no password', damaged, new VaultSecrets(), /no vault password was given/],
    [
      'another cipher',
      damaged.replace('AES256', 'AES'),
      secrets(['d', 'x']),
      /cipher "AES" is not supported/,
    ],
    ['another format', damaged.replace('1.1', '2.0'), secrets(['d', 'x']), /format "2.0" is not supported/],
    ['other characters', `${damaged}zz`, secrets(['d', 'x']), /hexadecimal/],
    ['half of the text', damaged.slice(0, 60), secrets(['d', 'x']), /damaged/],
    ['no header', 'hello', secrets(['d', 'x']), /no vault envelope/],
  ])('rejects %s', (_title, envelope, known, message) => {
    expect(() => decryptEnvelope(envelope, known)).toThrow(message);
  });
});

describe('encryptEnvelope', () => {
  it.each([0, 1, 15, 16, 17, 4096])('round-trips %i bytes', (length) => {
    const data = Buffer.alloc(length, 0xe9);
    const envelope = encryptEnvelope(data, 'p');
    expect(isVaultText(envelope)).toBe(true);
    expect(decryptEnvelope(envelope, secrets(['default', 'p']))).toEqual(data);
  });

  it('writes the label of format 1.2 and lines of 80 digits', () => {
    const lines = encryptEnvelope('x'.repeat(100), 'p', 'prod').trimEnd().split('\n');
    expect(lines[0]).toBe('$ANSIBLE_VAULT;1.2;AES256;prod');
    expect(lines.slice(1, -1).every((line) => line.length === 80)).toBe(true);
  });
});
