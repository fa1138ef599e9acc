import { PyError } from '../../value/errors.js';
import { pyRepr } from '../../value/repr.js';

type Part = string | number;

/** Python's LooseVersion: runs of digits compare as numbers, runs of letters as text; mixing them is a TypeError. */
export function compareLoose(a: string, b: string): number {
  return compareParts(looseParts(a), looseParts(b));
}

/** Python's StrictVersion: `1.2` or `1.2.3`, with `a1` or `b1` for pre-releases. */
export function compareStrict(a: string, b: string): number {
  return compareParts(strictParts(a), strictParts(b));
}

/** Semantic Versioning 2.0 precedence. */
export function compareSemantic(a: string, b: string): number {
  const left = semanticParts(a);
  const right = semanticParts(b);
  const core = compareParts(left.core, right.core);
  if (core !== 0) return core;
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (const [i, part] of left.pre.entries()) {
    const other = right.pre[i];
    if (other === undefined) return 1;
    if (part === other) continue;
    if (typeof part === typeof other) return part < other ? -1 : 1;
    return typeof part === 'number' ? -1 : 1;
  }
  return left.pre.length - right.pre.length;
}

/** PEP 440: epoch, release, then dev < a < b < rc < final < post; a local part last. */
export function comparePep440(a: string, b: string): number {
  return compareParts(pep440Parts(a), pep440Parts(b));
}

function looseParts(text: string): Part[] {
  const parts = text.match(/\d+|[a-z]+|\.|[^\da-z.]+/g) ?? [];
  return parts.filter((part) => part !== '.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function strictParts(text: string): Part[] {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(text);
  if (!match) throw invalid(`invalid version number ${pyRepr(text)}`);
  const [, major, minor, patch = '0', stage = 'final', number = '0'] = match;
  return [Number(major), Number(minor), Number(patch), stage, Number(number)];
}

function semanticParts(text: string): { core: number[]; pre: Part[] } {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(text);
  if (!match) throw invalid(`invalid semantic version ${pyRepr(text)}`);
  const pre = match[4]?.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)) ?? [];
  return { core: match.slice(1, 4).map(Number), pre };
}

const pep440 =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:(?:-(\d+))|(?:[-_.]?(?:post|rev|r)[-_.]?(\d*)))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z\d]+(?:[-_.][a-z\d]+)*))?$/;

function pep440Parts(text: string): number[] {
  const match = pep440.exec(text.trim().toLowerCase());
  if (!match) throw invalid(`Invalid version: ${pyRepr(text)}`);
  const [, epoch = '0', release, stage, stageNumber = '', implicit, post, dev, devNumber = ''] = match;
  const numbers = release!.split('.').map(Number);
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop();
  const padded = Array.from({ length: 20 }, (_, i) => numbers[i] ?? 0);
  const isPost = implicit !== undefined || post !== undefined;
  const rank =
    stage === undefined
      ? dev !== undefined && !isPost
        ? 0
        : 4
      : stage.startsWith('a')
        ? 1
        : stage.startsWith('b')
          ? 2
          : 3;
  const postNumber = isPost ? Number(implicit ?? post) : -1;
  return [
    Number(epoch),
    ...padded,
    rank,
    Number(stageNumber),
    postNumber,
    dev === undefined ? Number.MAX_VALUE : Number(devNumber),
    match[9] ? 1 : 0,
  ];
}

function compareParts(a: readonly Part[], b: readonly Part[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left, right] = [a[i]!, b[i]!];
    if (left === right) continue;
    if (typeof left !== typeof right) {
      throw invalid(`'<' not supported between instances of '${kind(left)}' and '${kind(right)}'`);
    }
    return left < right ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

function kind(part: Part): string {
  return typeof part === 'number' ? 'int' : 'str';
}

function invalid(reason: string): PyError {
  return new PyError('AnsibleError', `Version comparison failed: ${reason}`);
}
