import { describe, expect, it } from 'vitest';
import { secretVariables } from './vaultedTexts.js';

describe('secrets in a decrypted file of variables', () => {
  it('are its values, at any depth, and long numbers', () => {
    const text = 'password: one-two\nusers: [{name: alice, pin: 492817}]\nport: 8080\nenabled: true\n';
    expect(secretVariables(text)).toEqual(['one-two', 'alice', '492817']);
  });

  it('are the literal parts of templates', () => {
    expect(secretVariables('url: "postgres://app:S3cret@{{ host }}/db"')).toEqual(['postgres://app:S3cret@']);
  });

  it('are not where a host is, but its passwords', () => {
    expect(secretVariables('ansible_host: 192.0.2.1\nansible_password: over there\n')).toEqual([
      'over there',
    ]);
  });

  it.each(['- name: A task\n  command: ls\n', '-----BEGIN PRIVATE KEY-----\nabc\n', 'a: [broken\n'])(
    'are not told of what is no mapping: %j',
    (text) => expect(secretVariables(text)).toBeUndefined(),
  );
});
