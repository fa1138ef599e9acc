import { resolvePlain } from './scalar.js';

/** How a text may be written as a YAML scalar. */
interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly singleQuoted: boolean;
  /** As a literal block. */
  readonly block: boolean;
}

const timestamp =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** true when the plain text would be read back as text, not as a number, boolean, null, date or merge key. */
export function readsBackAsText(text: string): boolean {
  return typeof resolvePlain(text) === 'string' && text !== '=' && text !== '<<' && !timestamp.test(text);
}

/** libyaml's analysis of a text: which of the scalar styles can hold it. */
export function analyseScalar(text: string): ScalarAnalysis {
  if (text === '')
    return { multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true, block: false };
  const edges = /^[ \n]|[ \n]$/.test(text) || /^[\r\x85\u2028\u2029]|[\r\x85\u2028\u2029]$/.test(text);
  const multiline = /[\r\n\x85\u2028\u2029]/.test(text);
  const breakSpace = /[\r\n\x85\u2028\u2029] /.test(text);
  const spaceBreak = / [\r\n\x85\u2028\u2029]/.test(text);
  const special = unprintable.test(text);
  const document = /^(?:---|\.\.\.)/.test(text);
  const block =
    document ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:](?:[\s\0]|$)/.test(text) ||
    /.:(?:[\s\x85\0]|$)/s.test(text) ||
    /[\s\x85\0]#/.test(text);
  const flow = block || /^[?:]/.test(text) || /.[,?[\]{}:]/s.test(text);
  const plain = !edges && !breakSpace && !spaceBreak && !special && !multiline;
  return {
    multiline,
    flowPlain: plain && !flow,
    blockPlain: plain && !block,
    singleQuoted: !breakSpace && !spaceBreak && !special,
    block: !spaceBreak && !special && !text.endsWith(' '),
  };
}

/** Characters that libyaml writes only escaped, inside double quotes. */
export const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
