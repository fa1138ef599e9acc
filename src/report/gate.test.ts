import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../shell/sh.js';
import { SecretGate } from './gate.js';
import { SecretIndex } from './secretIndex.js';

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
    ['path-encoded', 'pa55%20w%27ord/%2B%3F'],
    ['lower-case URL-encoded', 'pa55%20w%27ord%2f%2b%3f'],
    ['inside JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['YAML', SECRET.replaceAll("'", "''")],
    ['backslash-quoted', "pa55\\ w\\'ord/+\\?"],
    ['hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['upper-case hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase()],
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

  it.each([
    ['JSON in JSON', JSON.stringify(JSON.stringify('a"b\\c\nd')).slice(3, -3)],
    ['JSON in ASCII', 'a\\"b\\\\c\\nd'],
  ])('masks quotes, backslashes and line ends in %s', (_, form) => {
    expect(gate('a"b\\c\nd').mask(`<${form}>`)).toBe('<********>');
  });

  it.each([
    [`both 'kinds' of "quotes"`, `['both \\'kinds\\' of "quotes"']`],
    ['back\\slash\ttab', `['back\\\\slash\\ttab']`],
  ])('masks %s as Python writes it in a list', (secret, written) => {
    expect(gate(secret).mask(written)).toBe("['********']");
  });

  it('masks letters beyond ASCII where JSON escapes them, and marks where XML does', () => {
    expect(gate('grün<&>').mask('gr\\u00fcn<&> grün&lt;&amp;&gt;')).toBe('******** ********');
  });

  it('masks base64 that is broken into lines', () => {
    const key = 'an/even:longer+secret-'.repeat(8);
    const lines = Buffer.from(key)
      .toString('base64')
      .match(/.{1,76}/g)!;
    expect(gate(key).mask(lines.join('\n')).replaceAll(/[*\n]/g, '').length).toBeLessThan(16);
  });

  it.each(['abc', 'true', 'Present', 'root', 'password', 'localhost'])(
    'leaves %s, which says nothing',
    (word) => {
      expect(gate(word).mask(`it is ${word}`)).toBe(`it is ${word}`);
    },
  );

  it('knows thousands of secrets without being slower for it', () => {
    const line = 'changed: [host17] => {"changed": true, "cmd": ["ls", "-l"], "msg": "", "rc": 0}\n'.repeat(
      500,
    );
    const many = gate(...Array.from({ length: 5000 }, (_, i) => `secret-${i}-${i * 7919}`));
    const begin = performance.now();
    expect(many.mask(`${line}secret-4999-39587081`)).toBe(`${line}********`);
    expect(performance.now() - begin).toBeLessThan(200);
  });

  it('finds what a search place by place finds', () => {
    const text = (min: number, max: number) =>
      fc.string({ unit: fc.constantFrom('x', 'y', 'z', '\u0178'), minLength: min, maxLength: max });
    fc.assert(
      fc.property(fc.array(text(4, 7), { maxLength: 5 }), text(0, 60), (secrets, whole) => {
        const index = new SecretIndex();
        for (const secret of secrets) index.add(secret);
        const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
        let expected = '';
        for (let at = 0; at < whole.length; ) {
          const found = longestFirst.find((secret) => whole.startsWith(secret, at));
          expected += found === undefined ? whole[at] : '*';
          at += found?.length ?? 1;
        }
        expect(index.replace(whole, '*')).toBe(expected);
      }),
      { numRuns: 1000 },
    );
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
