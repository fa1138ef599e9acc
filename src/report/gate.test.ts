import { describe, expect, it } from 'vitest';
import { quote } from '../shell/sh.js';
import { SecretGate } from './gate.js';

const SECRET = "pa55 w'ord/+?";

function gate(...secrets: string[]): SecretGate {
  const made = new SecretGate();
  for (const secret of secrets) made.add(secret);
  return made;
}

describe('SecretGate', () => {
  it.each([
    ['plain', SECRET],
    ['shell-quoted', quote(SECRET).slice(1, -1)],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['URL-encoded', encodeURIComponent(SECRET).replaceAll("'", '%27')],
    ['form-encoded', new URLSearchParams({ p: SECRET }).toString().slice(2)],
    ['inside JSON', JSON.stringify(SECRET).slice(1, -1)],
  ])('masks the %s form', (_, form) => {
    expect(gate(SECRET).mask(`before ${form} after`)).toBe('before ******** after');
  });

  it.each(['', 'a', 'ab', 'abc'])('masks it inside the base64 of a longer text (offset of %j)', (user) => {
    const header = Buffer.from(`${user}:${SECRET}:rest`).toString('base64');
    const masked = gate(SECRET).mask(header);
    expect(masked).toContain('********');
    const left = Buffer.from(masked.split('********').join(''), 'base64').toString('latin1');
    expect(left).not.toContain(SECRET.slice(2, -2));
  });

  it('masks a key file line by line', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nabc\n-----END KEY-----\n';
    const masked = gate(key).mask('+MIIEvQIBADANBgkqhkiG\n');
    expect(masked).toBe('+********\n');
  });

  it('prefers the longest of overlapping secrets', () => {
    expect(gate('secret', 'secret-longer').mask('secret-longer secret')).toBe('******** ********');
  });

  it('learns secrets later and leaves other text alone', () => {
    const late = gate();
    expect(late.mask('hunter2')).toBe('hunter2');
    late.add('hunter2');
    late.add('');
    expect(late.mask('hunter2 hunter3')).toBe('******** hunter3');
  });
});
