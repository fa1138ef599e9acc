import { describe, expect, it } from 'vitest';
import { Dict } from '../value/types.js';
import { privateKeysIn } from './privateKeys.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----';
const PUBLIC = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2Vw\n-----END PUBLIC KEY-----';

describe('private keys in results', () => {
  it.each([
    ['in clear', Dict.of({ stdout: `before\n${KEY}\nafter` })],
    ['as slurp reads them', Dict.of({ content: Buffer.from(`${KEY}\n`).toString('base64') })],
    ['in a list', Dict.of({ stdout_lines: ['x', KEY] })],
  ])('are found %s', (_, value) => {
    expect([...privateKeysIn({ value, diffs: [], effects: [] })]).toEqual([KEY]);
  });

  it('are found in differences, and public ones are none', () => {
    const diffs = [{ before: '', after: `${PUBLIC}\n${KEY}\n` }];
    expect([...privateKeysIn({ value: Dict.of({ msg: PUBLIC }), diffs, effects: [] })]).toEqual([KEY]);
  });
});
