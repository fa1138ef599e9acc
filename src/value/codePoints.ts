const surrogate = /[\ud800-\udfff]/;

/** The characters of a text by code point, as Python indexes them. */
export function chars(text: string): readonly string[] {
  return surrogate.test(text) ? Array.from(text) : text.split('');
}

/** Length in code points. */
export function textLength(text: string): number {
  return surrogate.test(text) ? Array.from(text).length : text.length;
}

/** Orders two texts by code points (JS compares UTF-16 units, which differs above U+FFFF). */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (!surrogate.test(a) && !surrogate.test(b)) return a < b ? -1 : 1;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(left.length - right.length);
}
