import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { encodeText } from './encodeText.js';

describe('text as bytes', () => {
  it.each([
    ['é', 'utf-8', 'c3a9'],
    ['é', '', 'c3a9'],
    ['é', 'utf_16_be', '00e9'],
    ['é', 'latin-1', 'e9'],
    ['“€”', 'windows-1252', '938094'],
    ['“€”', 'cp1252', '938094'],
    ['ж', 'koi8-r', 'd6'],
    ['ж', 'ISO-8859-5', 'd6'],
  ])('%s in %s', (text, encoding, hex) => {
    expect(encodeText(text, encoding).toString('hex')).toBe(hex);
  });

  it.each([
    ['a', 'klingon', /the encoding klingon is not supported/],
    ['é', 'ascii', /"é" cannot be written in ascii/],
    ['ж', 'windows-1252', /"ж" cannot be written/],
  ])('%s in %s is an error', (text, encoding, message) => {
    expect(() => encodeText(text, encoding)).toThrow(DiagnosticError);
    expect(() => encodeText(text, encoding)).toThrow(message);
  });
});
