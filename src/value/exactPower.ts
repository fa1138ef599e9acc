const mantissaBits = 52n;

/**
 * `base ** exponent` of doubles, correctly rounded as C's `pow` is, which JS engines are not: exact arithmetic
 * for exponents that are a multiple of 1/8 of moderate size, the engine's result for others. A negative base
 * needs an integral exponent.
 */
export function exactPower(base: number, exponent: number): number {
  const eighths = exponent * 8;
  const guess = base ** exponent;
  if (!Number.isInteger(eighths) || Math.abs(eighths) > 4096 || base === 0) return guess;
  if (!Number.isFinite(base) || !Number.isFinite(guess) || guess === 0) return guess;
  let roots = 0;
  let power = eighths;
  for (let bits = 3; bits > 0 && power % 2 === 0; bits--) power /= 2;
  for (let rest = exponent; !Number.isInteger(rest); rest *= 2) roots++;
  const negative = base < 0 && Math.abs(power) % 2 === 1;
  const magnitude = rational(Math.abs(base), Math.abs(power), power < 0, roots);
  return negative ? -magnitude : magnitude;
}

/** `(base ** power) ** (1 / 2 ** roots)`, or its reciprocal, rounded once. */
function rational(base: number, power: number, reciprocal: boolean, roots: number): number {
  const { mantissa, scale } = parts(base);
  let numerator = mantissa ** BigInt(power);
  let denominator = 1n;
  const shift = scale * BigInt(power);
  if (shift >= 0n) numerator <<= shift;
  else denominator <<= -shift;
  if (reciprocal) [numerator, denominator] = [denominator, numerator];
  return roots === 0 ? quotient(numerator, denominator) : rooted(numerator, denominator, roots);
}

/** Enough binary digits of the quotient that rounding it to a double rounds the exact value. */
function quotient(numerator: bigint, denominator: bigint): number {
  const missing = 80 - (bitLength(numerator) - bitLength(denominator));
  const scaled = missing > 0 ? numerator << BigInt(missing) : numerator;
  const divisor = missing > 0 ? denominator : denominator << BigInt(-missing);
  const digits = scaled / divisor;
  const sticky = digits * divisor === scaled ? digits : digits | 1n;
  return scaleBy(Number(sticky), -missing);
}

function rooted(numerator: bigint, denominator: bigint, roots: number): number {
  const degree = 2 ** roots;
  let precision = 80 * degree - (bitLength(numerator) - bitLength(denominator));
  precision += (degree - (((precision % degree) + degree) % degree)) % degree;
  let digits =
    precision >= 0
      ? (numerator << BigInt(precision)) / denominator
      : numerator / (denominator << BigInt(-precision));
  for (let i = 0; i < roots; i++) digits = squareRoot(digits);
  const root = digits ** BigInt(degree) * denominator;
  const exact =
    precision >= 0 ? root === numerator << BigInt(precision) : root << BigInt(-precision) === numerator;
  return scaleBy(Number(exact ? digits : digits | 1n), -precision / degree);
}

function squareRoot(value: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (x + value / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** Multiplies by a power of two in two steps, so that neither leaves the range of doubles before the result does. */
function scaleBy(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** The integer and the power of two whose product is the double. */
function parts(value: number): { mantissa: bigint; scale: bigint } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = raw >> mantissaBits;
  const fraction = raw & ((1n << mantissaBits) - 1n);
  if (exponent === 0n) return { mantissa: fraction, scale: -1074n };
  return { mantissa: fraction | (1n << mantissaBits), scale: exponent - 1075n };
}
