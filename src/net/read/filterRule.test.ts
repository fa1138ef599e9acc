import { describe, expect, it } from 'vitest';
import { canonicalRule, splitRule } from './filterRule.js';

describe('two spellings of one filter rule', () => {
  it.each([
    ['-i tap1 ! -s 10.0.0.5 -j DROP', '! -s 10.0.0.5/32 -i tap1 -j DROP'],
    ['-p tcp --dport 22 -j ACCEPT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
    ['--protocol tcp --jump ACCEPT', '-p tcp -j ACCEPT'],
    ['-p IPv4 -i tap1 -s ! 2:0:0:0:0:1 -j DROP', '-p IPv4 -s ! 02:00:00:00:00:01 -i tap1 -j DROP'],
    [
      '-o u0 --opcode 1 -j mangle --mangle-ip-s 10.0.0.1',
      '-j mangle -o u0 --opcode 1 --mangle-ip-s 10.0.0.1',
    ],
    ['-s 10.0.0.0/255.0.0.0 -j DROP', '-s 10.0.0.0/8 -j DROP'],
    ['-m comment --comment "mw: a" -j DROP', '-j DROP -m comment --comment "mw: a"'],
  ])('%s is %s', (a, b) => {
    expect(canonicalRule(splitRule(a))).toBe(canonicalRule(splitRule(b)));
  });

  it.each([
    ['-i tap1 -j DROP', '-i tap10 -j DROP'],
    ['! -s 10.0.0.5 -j DROP', '-s 10.0.0.5 -j DROP'],
    ['-s 10.0.0.1 -j DROP', '-d 10.0.0.1 -j DROP'],
    ['-m conntrack --ctstate NEW -j DROP', '-m conntrack --ctstate INVALID -j DROP'],
  ])('%s is not %s', (a, b) => {
    expect(canonicalRule(splitRule(a))).not.toBe(canonicalRule(splitRule(b)));
  });
});
