import { createHash, randomInt } from 'node:crypto';
import { intOf } from '../value/numbers.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';

/** A source of random integers. */
export interface RandomSource {
  /** An integer from 0 to below `limit` (at most 2^48). */
  below(limit: number): number;
}

/** Cryptographic randomness for unseeded use. */
export const systemRandom: RandomSource = { below: (limit) => randomInt(limit) };

/**
 * Python's `random.Random(seed)`: the Mersenne Twister MT19937 with Python's seeding of ints and texts, so that
 * a seeded choice is the one Ansible makes.
 */
export function seededRandom(seed: Value): RandomSource {
  const twister = new MersenneTwister(seedWords(seed));
  return {
    below(limit) {
      const bits = limit.toString(2).length;
      let value = twister.bits(bits);
      while (value >= limit) value = twister.bits(bits);
      return value;
    },
  };
}

function seedWords(seed: Value): number[] {
  const int = intOf(seed);
  let magnitude: bigint;
  if (int !== undefined) {
    magnitude = BigInt(int) < 0n ? -BigInt(int) : BigInt(int);
  } else {
    const text = Buffer.from(pyStr(seed), 'utf8');
    const digest = createHash('sha512').update(text).digest();
    magnitude = BigInt(`0x${Buffer.concat([text, digest]).toString('hex')}`);
  }
  const words: number[] = [];
  for (; magnitude > 0n; magnitude >>= 32n) words.push(Number(magnitude & 0xffffffffn));
  return words.length > 0 ? words : [0];
}

const size = 624;
const shift = 397;

class MersenneTwister {
  private readonly state = new Uint32Array(size);
  private index = size;

  constructor(key: readonly number[]) {
    this.fill(19_650_218);
    const state = this.state;
    let i = 1;
    let j = 0;
    for (let k = Math.max(size, key.length); k > 0; k--) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = (state[i]! ^ Math.imul(previous, 1_664_525)) + key[j]! + j;
      if (++i >= size) {
        state[0] = state[size - 1]!;
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let k = size - 1; k > 0; k--) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = (state[i]! ^ Math.imul(previous, 1_566_083_941)) - i;
      if (++i >= size) {
        state[0] = state[size - 1]!;
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  /** An integer of `count` random bits (at most 53), as Python's getrandbits. */
  bits(count: number): number {
    if (count <= 32) return this.next() >>> (32 - count);
    const low = this.next();
    return (this.next() >>> (64 - count)) * 2 ** 32 + low;
  }

  private fill(seed: number): void {
    this.state[0] = seed;
    for (let i = 1; i < size; i++) {
      const previous = this.state[i - 1]! ^ (this.state[i - 1]! >>> 30);
      this.state[i] = Math.imul(previous, 1_812_433_253) + i;
    }
  }

  private next(): number {
    if (this.index >= size) this.twist();
    let y = this.state[this.index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private twist(): void {
    const state = this.state;
    for (let k = 0; k < size; k++) {
      const y = (state[k]! & 0x80000000) | (state[(k + 1) % size]! & 0x7fffffff);
      state[k] = state[(k + shift) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.index = 0;
  }
}
