import { generatePrime } from 'node:crypto';
import { promisify } from 'node:util';
import { fail } from '../diag/diagnostic.js';
import { decode, encode, integer, sequence } from './der.js';
import { children, integerOf } from './derReader.js';
import { pemBlock, toPem } from './pem.js';

const prime = promisify(generatePrime) as unknown as (size: number, options: object) => Promise<bigint>;

/**
 * Makes Diffie-Hellman parameters in PEM: a safe prime for the generator 2, searched in another thread. Takes up to a minute
 * for 2048 bits and many minutes for 4096; how long is luck. Throws a DiagnosticError for a size out of range.
 */
export async function makeDhParameters(size: number): Promise<Buffer> {
  if (size < 512 || size > 10_000)
    fail('dh-size', `Diffie-Hellman parameters cannot have ${size} bits`, { fix: 'use 2048 to 8192' });
  // 23 modulo 24: 2 generates the subgroup of prime order.
  const p = await prime(size, { safe: true, bigint: true, add: 24n, rem: 23n });
  return Buffer.from(toPem('DH PARAMETERS', encode(sequence(integer(p), integer(2)))));
}

/** Bits of the prime. Throws a DiagnosticError when the content is no parameter file. */
export function dhParameterSize(content: Uint8Array, what: string): number {
  const { der } = pemBlock(content, ['DH PARAMETERS', 'X9.42 DH PARAMETERS'], what);
  return integerOf(children(decode(der, what))[0]).toString(2).length;
}
