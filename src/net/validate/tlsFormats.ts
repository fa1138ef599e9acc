import { didYouMean } from '../../diag/suggest.js';
import { Dict } from '../../value/types.js';
import { canonicalAddress } from '../ip.js';
import { filled, refine } from './formats.js';
import { bad, type Format, good, shown, type Verdict } from './verdict.js';

const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;

/** A name a certificate is for, with its kind: `DNS:www.example.com`, `IP:192.0.2.1`. */
export const alternativeName: Format<string> = refine(filled, (written) => {
  const [, kind, value = ''] = /^(DNS|IP):(.*)$/.exec(written) ?? [];
  if (kind === undefined)
    return bad(
      `${shown(written)} does not say what it is`,
      canonicalAddress(written) === undefined ? `write DNS:${written}` : `write IP:${written}`,
    );
  return kind === 'IP' ? addressName(value) : hostName(value);
});

function addressName(value: string): Verdict<string> {
  const canonical = canonicalAddress(value);
  return canonical === undefined ? bad(`${shown(value)} is not an IP address`) : good(`IP:${canonical}`);
}

function hostName(value: string): Verdict<string> {
  if (canonicalAddress(value) !== undefined)
    return bad(`${shown(value)} is an address, which clients look for under IP`, `write IP:${value}`);
  const labels = value.split('.');
  const rest = labels[0] === '*' ? labels.slice(1) : labels;
  if (
    value.includes('*') &&
    (labels[0] !== '*' || rest.some((label) => label.includes('*')) || rest.length < 2)
  )
    return bad(
      `${shown(value)} is not a wildcard that clients accept`,
      'one * stands for the whole first label, as in *.example.com',
    );
  return value.length <= 253 && rest.every((label) => LABEL.test(label))
    ? good(`DNS:${value}`)
    : bad(`${shown(value)} is not a host name`);
}

const sizes: Readonly<Record<string, readonly number[]>> = { rsa: [2048, 3072, 4096, 8192], ec: [256, 384] };

/** Form of a key: `{type: rsa, size: 2048}` or `{type: ec, size: 256}`. */
export const keyForm: Format<Dict> = (value) => {
  if (!(value instanceof Dict)) return bad(`${shown(value)} is not a mapping`, 'write {type: ec, size: 256}');
  for (const key of value.keys()) {
    const word = String(key);
    if (!['type', 'size'].includes(word))
      return bad(`its ${word} is not known`, didYouMean(word, ['type', 'size']));
  }
  const type = value.get('type') ?? 'ec';
  const known = typeof type === 'string' ? sizes[type] : undefined;
  if (known === undefined) return bad(`${shown(type)} is no type of key`, 'write rsa or ec');
  const size = value.get('size') ?? known[0]!;
  return typeof size === 'number' && known.includes(size)
    ? good(value)
    : bad(`${shown(size)} is no size of a key of type ${String(type)}`, `write one of ${known.join(', ')}`);
};

/** An address that the pinned client may ask. */
export const httpsUrl: Format<string> = refine(filled, (value) =>
  /^https:\/\/[^\s/]+/.test(value) ? good(value) : bad(`${shown(value)} is not an https:// address`),
);
