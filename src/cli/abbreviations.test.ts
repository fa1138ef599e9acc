import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withoutAbbreviations } from './abbreviations.js';

function program(): Command {
  const top = new Command('mw').exitOverride().configureOutput({ writeErr: () => {} });
  top
    .command('play')
    .alias('run')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .argument('[files...]')
    .option('-v, --verbose', 'more')
    .option('-e, --extra-vars <vars>')
    .option('--list-hosts')
    .option('--list-tasks')
    .option('--diff')
    .option('--pass-file, --password-file <file>');
  return top;
}

const expand = (text: string): string => withoutAbbreviations(program(), text.split(' ')).join(' ');

describe('abbreviated options', () => {
  it.each([
    ['play --list-h site.yml', 'play --list-hosts site.yml'],
    ['run --di', 'run --diff'],
    ['play --extra=x=1', 'play --extra-vars=x=1'],
    ['play --ext x=1 --di', 'play --extra-vars x=1 --diff'],
    ['play --pass x', 'play --pass-file x'],
    ['play --hel', 'play --help'],
    ['play --unknown', 'play --unknown'],
    ['play -e --di --di', 'play -e --di --diff'],
    ['play -ve --di --di', 'play -ve --di --diff'],
    ['play -vex --di', 'play -vex --diff'],
    ['play -- --di', 'play -- --di'],
  ])('%s', (typed, meant) => {
    expect(expand(typed)).toBe(meant);
  });

  it('must mean one option alone', () => {
    expect(() => expand('play --list')).toThrow('--list could match --list-hosts, --list-tasks');
  });
});
