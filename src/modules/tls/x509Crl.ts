import type { KeyObject } from 'node:crypto';
import { defineModule } from '../../module/define.js';
import type { ArgsOf } from '../../spec/types.js';
import { Dict } from '../../value/types.js';
import { sameName } from '../../x509/certificate.js';
import type { DistinguishedName } from '../../x509/distinguishedName.js';
import { longName } from '../../x509/oids.js';
import { publicKeyOf } from '../../x509/privateKey.js';
import {
  type Revocation,
  type RevocationList,
  readRevocationList,
  revocationListText,
  writeRevocationList,
} from '../../x509/revocationList.js';
import { formatTimestamp, readTimestamp } from '../../x509/timestamps.js';
import { applyArtefact, artefactArgs, decideArtefact, probeArtefact } from './artefact.js';
import { readable } from './certificateFacts.js';
import { nameEncodingArg } from './info.js';
import {
  issuerName,
  listFacts,
  presentList,
  revocationFacts,
  revocationKey,
  revocationOptions,
  wantedRevocations,
} from './revocationWish.js';
import { signingKey, signingKeyArgs } from './signingKey.js';

const MODE = {
  choices: ['generate', 'update'],
  description: 'List exactly these certificates, or keep those that are listed already.',
} as const;

const args = {
  ...artefactArgs,
  ...signingKeyArgs,
  crl_mode: MODE,
  mode: {
    type: 'raw',
    description: 'Permissions of the file; `generate` and `update` stand for crl_mode, as in old playbooks.',
  },
  format: { default: 'pem', choices: ['pem', 'der'], description: 'Form of the file.' },
  digest: { type: 'str', default: 'sha256', description: 'Digest of the signature.' },
  issuer: { type: 'dict', description: 'Attributes of the issuer’s name.' },
  issuer_ordered: {
    type: 'list',
    elements: 'dict',
    description: 'The same as a list, where the order matters.',
  },
  last_update: { type: 'str', default: '+0s', description: 'When the list was made.' },
  next_update: { type: 'str', description: 'When the next one is due at the latest.' },
  ignore_timestamps: {
    type: 'bool',
    default: false,
    description: 'Times alone are no reason for a new list.',
  },
  revoked_certificates: {
    type: 'list',
    elements: 'dict',
    description: 'The certificates that are revoked.',
    options: revocationOptions,
    required_one_of: [['path', 'content', 'serial_number']],
    mutually_exclusive: [['path', 'content', 'serial_number']],
  },
  name_encoding: nameEncodingArg,
} as const;

type Args = ArgsOf<typeof args>;

interface Wish {
  readonly key: KeyObject;
  readonly issuer: DistinguishedName;
  readonly ordered: boolean;
  readonly lastUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly Revocation[];
}

export const x509Crl = defineModule({
  name: 'community.crypto.x509_crl',
  doc: {
    short: 'Makes a certificate revocation list',
    examples: `- community.crypto.x509_crl:
    path: /etc/ssl/ca.crl
    privatekey_path: /etc/ssl/private/ca.pem
    issuer: {CN: My CA}
    last_update: +0s
    next_update: +7d
    ignore_timestamps: true
    revoked_certificates:
      - serial_number: 1234
        reason: key_compromise
`,
    returns: {
      filename: 'Path of the list',
      format: 'Its form',
      privatekey: 'Path of the private key',
      issuer: 'Attributes of the issuer’s name',
      last_update: 'When it was made',
      next_update: 'When the next one is due',
      digest: 'Algorithm of the signature',
      revoked_certificates: 'The entries',
      crl: 'The list, with `return_content`',
      backup_file: 'Path of the backup',
    },
  },
  args,
  rules: {
    mutually_exclusive: [
      ['privatekey_path', 'privatekey_content'],
      ['issuer', 'issuer_ordered'],
    ],
    required_if: [
      ['state', 'present', ['privatekey_path', 'privatekey_content'], true],
      ['state', 'present', ['issuer', 'issuer_ordered'], true],
      ['state', 'present', ['next_update', 'revoked_certificates']],
    ],
  },
  check: 'full',
  async probe(args, ctx) {
    const entries = args.revoked_certificates ?? [];
    const present = args.state === 'present';
    const paths = present ? [args.privatekey_path, ...entries.map(({ path }) => path)] : [];
    const { artefact, inputs } = await probeArtefact(fileArgs(args), ctx, paths);
    if (!present) return { artefact, wish: undefined };
    const [keyFile, ...files] = inputs;
    const now = new Date();
    const wish: Wish = {
      key: signingKey(args, keyFile),
      issuer: issuerName(args.issuer, args.issuer_ordered),
      ordered: args.issuer_ordered !== undefined,
      lastUpdate: readTimestamp(args.last_update, 'last_update', now),
      nextUpdate: readTimestamp(args.next_update!, 'next_update', now),
      revoked: wantedRevocations(entries, files, now),
    };
    return { artefact, wish };
  },
  decide(args, { artefact, wish }) {
    const content = wish ? artefact.content : undefined;
    const have = presentList(content);
    const fresh = wish !== undefined && (args.force || have === undefined || !fits(args, have, wish));
    const write = fresh || (have !== undefined && have.format !== args.format);
    const shown = have && !fresh ? listFacts(have, args.name_encoding) : wish ? wishFacts(args, wish) : {};
    const result = {
      filename: args.path,
      privatekey: args.privatekey_path ?? null,
      ...shown,
      format: args.format,
      ...(args.return_content && { crl: content ? contentText(args, content) : null }),
    };
    const { work, ...decision } = decideArtefact(fileArgs(args), artefact, {
      write,
      result,
      facts: diffOf(content),
    });
    return { ...decision, work: { work, wish, have, fresh } };
  },
  apply(args, { work, wish, have, fresh }, ctx) {
    const make = async () => {
      const der = fresh ? made(args, wish!, have) : have!.der;
      const content = args.format === 'pem' ? revocationListText(der) : der;
      const result = {
        ...listFacts(readRevocationList(content), args.name_encoding),
        ...(args.return_content && { crl: contentText(args, content) }),
      };
      return { content, facts: diffOf(content), result };
    };
    return applyArtefact(fileArgs(args), work, ctx, make, diffOf(work.artefact.content));
  },
});

function fileArgs<T extends { mode: unknown }>(args: T): T {
  return { ...args, mode: isListMode(args.mode) ? undefined : args.mode };
}

function isListMode(mode: unknown): mode is 'generate' | 'update' {
  return mode === 'generate' || mode === 'update';
}

function isUpdate(args: Args): boolean {
  return (args.crl_mode ?? (isListMode(args.mode) ? args.mode : 'generate')) === 'update';
}

function fits(args: Args, have: RevocationList, wish: Wish): boolean {
  const names = (name: DistinguishedName) => name.map(({ oid, value }) => `${oid}=${value}`).toSorted();
  const keys = (entries: readonly Revocation[]) =>
    entries.map((entry) => revocationKey(entry, args.ignore_timestamps));
  const sameIssuer = wish.ordered
    ? sameName(have.issuer, wish.issuer)
    : names(have.issuer).join('\0') === names(wish.issuer).join('\0');
  const sameTimes =
    have.lastUpdate.getTime() === wish.lastUpdate.getTime() &&
    have.nextUpdate?.getTime() === wish.nextUpdate.getTime();
  const listed = keys(have.revoked);
  const wanted = keys(wish.revoked);
  const sameEntries = isUpdate(args) ? contains(listed, wanted) : listed.join('\0') === wanted.join('\0');
  const digest = args.digest.toUpperCase();
  const sameDigest =
    /^ED/.test(longName(have.signatureOid)) || longName(have.signatureOid).toUpperCase().includes(digest);
  return (
    (args.ignore_timestamps || sameTimes) &&
    sameIssuer &&
    sameEntries &&
    sameDigest &&
    have.signedBy(publicKeyOf(wish.key))
  );
}

function contains(all: readonly string[], some: readonly string[]): boolean {
  const left = [...all];
  return some.every((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function made(args: Args, wish: Wish, have: RevocationList | undefined): Buffer {
  const wanted = new Set(wish.revoked.map((entry) => revocationKey(entry, args.ignore_timestamps)));
  const kept = isUpdate(args)
    ? (have?.revoked ?? []).filter((entry) => !wanted.has(revocationKey(entry, args.ignore_timestamps)))
    : [];
  return writeRevocationList({ ...wish, revoked: [...kept, ...wish.revoked] }, wish.key, args.digest);
}

function wishFacts(args: Args, wish: Wish): Record<string, Dict | Dict[] | string> {
  return {
    last_update: formatTimestamp(wish.lastUpdate),
    next_update: formatTimestamp(wish.nextUpdate),
    digest: args.digest,
    revoked_certificates: wish.revoked.map((entry) => revocationFacts(entry, args.name_encoding)),
  };
}

function diffOf(content: Buffer | undefined): Dict {
  return readable(content, 'can_parse_crl', (bytes) =>
    Dict.of(listFacts(readRevocationList(bytes), 'ignore')),
  );
}

function contentText({ format }: Args, content: Buffer): string {
  return content.toString(format === 'pem' ? 'utf8' : 'base64');
}
