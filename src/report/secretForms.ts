import { pyRepr } from '../value/repr.js';

/** Widths at which encoders break the lines of base64. */
const BASE64_WIDTHS = [64, 76];
/** A piece of base64 that is shorter can be anything. */
const SHORTEST_CORE = 8;

/**
 * The forms in which a secret can turn up in output: as it is, escaped in JSON (also twice, and as ASCII), YAML, Python and
 * XML, shell-quoted, URL-encoded, in hexadecimal, and in base64 of itself, of a text around it, and broken into lines.
 */
export function* formsOf(text: string): Generator<string> {
  yield text;
  if (text.endsWith('\n')) yield* formsOf(text.trimEnd());
  if (/[^A-Za-z0-9_.~-]/.test(text)) yield* escapedForms(text);
  yield* base64Forms(text);
  const hexadecimal = Buffer.from(text).toString('hex');
  yield hexadecimal;
  yield hexadecimal.toUpperCase();
}

/** Those that differ from a text only where that has more than letters and digits. */
function* escapedForms(text: string): Generator<string> {
  yield* jsonForms(text);
  yield text.replaceAll("'", `'"'"'`);
  yield text.replaceAll("'", `'\\''`);
  yield text.replaceAll("'", "''");
  yield text.replace(/[^A-Za-z0-9_@%+=:,./-]/g, '\\$&');
  yield pyRepr(text).slice(1, -1);
  yield xmlEscape(text);
  yield* urlForms(text);
}

function* jsonForms(text: string): Generator<string> {
  for (const once of [jsonEscape(text), asAscii(jsonEscape(text))]) {
    yield once;
    yield jsonEscape(once);
  }
}

const jsonEscape = (text: string): string => JSON.stringify(text).slice(1, -1);

function asAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xmlEscape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => XML[char]!);
}

function* urlForms(text: string): Generator<string> {
  // Halves of surrogate pairs have no form.
  const loose = encodeURIComponent(Buffer.from(text).toString());
  const strict = loose.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  for (const encoded of [strict, strict.replaceAll('%2F', '/'), loose]) {
    yield encoded;
    yield encoded.replace(/%../g, (code) => code.toLowerCase());
    yield encoded.replaceAll('%20', '+');
  }
}

/** Base64 of the text at each of the three alignments it can have inside a longer text (`user:password`). */
function* base64Forms(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  const whole = bytes.toString('base64');
  yield whole;
  for (const width of BASE64_WIDTHS)
    if (whole.length > width)
      yield* (whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).filter((line) => line.length >= 16);
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = shift === 0 ? 0 : shift + 1;
    const last = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = shifted.slice(first, last);
    if (core.length < SHORTEST_CORE) continue;
    yield core;
    yield core.replaceAll('+', '-').replaceAll('/', '_');
  }
}
