import { toInt } from './numbers.js';
import { toFloat, type Value } from './types.js';

/** Reads a number in Python's source notation (`0x1f`, `1_000`, `1.5e3`), or undefined when it is none. */
export function numberLiteral(text: string): Value | undefined {
  if (!/^\w+(?:\.\w*)?(?:[eE][+-]?\d+)?$|^\.\d/.test(text) || /__|_$|_\.|\._/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  if (/^0[xX][\da-fA-F]+$|^0[oO][0-7]+$|^0[bB][01]+$/.test(plain)) return toInt(BigInt(plain.toLowerCase()));
  if (/^(?:0+|[1-9]\d*)$/.test(plain)) return toInt(BigInt(plain));
  if (!/^(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?$/.test(plain)) return undefined;
  return toFloat(Number(plain));
}

/** Python's `int(text, base)`, or undefined when the text is not an integer of that base. */
export function parseInteger(text: string, base = 10): Value | undefined {
  const match = /^\s*([+-]?)(0[xX]|0[oO]|0[bB])?(\w+)\s*$/.exec(text);
  if (!match || /__|^_|_$/.test(match[3]!)) return undefined;
  const [, sign, prefix, body] = match as unknown as [string, string, string | undefined, string];
  const prefixed = prefix && ({ x: 16, o: 8, b: 2 } as const)[prefix[1]!.toLowerCase() as 'x' | 'o' | 'b'];
  let radix = base;
  let digits = body.replaceAll('_', '').toLowerCase();
  if (prefixed !== undefined && (base === 0 || base === prefixed)) radix = prefixed as number;
  else if (prefix) digits = prefix.toLowerCase() + digits;
  if (radix === 0) {
    if (/^0+[1-9]/.test(digits)) return undefined;
    radix = 10;
  }
  let value = 0n;
  for (const char of digits) {
    const digit = Number.parseInt(char, 36);
    if (Number.isNaN(digit) || digit >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(digit);
  }
  return toInt(sign === '-' ? -value : value);
}

/** Python's `float(text)`, or undefined when the text is no number. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^[+-]?(?:inf|infinity)$/.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/.test(trimmed)) return Number.NaN;
  if (
    !/^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?$/.test(trimmed) ||
    /__|_$|_\.|\._/.test(trimmed)
  ) {
    return undefined;
  }
  return Number(trimmed.replaceAll('_', ''));
}
