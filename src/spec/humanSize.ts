/** Binary multiples by the first letter of the unit. */
const MULTIPLES: Readonly<Record<string, number>> = {
  B: 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50,
  E: 2 ** 60,
  Z: 2 ** 70,
  Y: 2 ** 80,
};

/**
 * Reads `10M`, `1.5 GB` (bytes) or `1Mb` (bits) with Ansible's rules: multiples are binary, the second letter
 * of the unit must be `B` for bytes and `b` for bits. Throws a RangeError with the reason.
 */
export function parseHumanSize(text: string, kind: 'bytes' | 'bits'): number {
  const match = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text);
  const digits = match?.[1] ?? '';
  if (!/\d/.test(digits)) throw new RangeError(`"${text}" does not start with a number`);
  const unit = match?.[2];
  const amount = Number(digits);
  if (unit === undefined) return roundHalfEven(amount);
  const letter = unit[0]!.toUpperCase();
  const multiple = MULTIPLES[letter];
  if (multiple === undefined) {
    throw new RangeError(
      `"${unit}" is not a unit; it must start with one of ${Object.keys(MULTIPLES).join(', ')}`,
    );
  }
  const [mark, word] = kind === 'bits' ? ['b', 'bit'] : ['B', 'byte'];
  if (unit.length > 1 && !unit.toLowerCase().includes(word) && unit[1] !== mark) {
    throw new RangeError(`"${unit}" is not a unit of ${kind}; expected ${letter}${mark} or ${letter}`);
  }
  return roundHalfEven(amount * multiple);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
