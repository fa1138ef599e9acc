import type { KeyObject } from 'node:crypto';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import type { ArgsOf } from '../../spec/types.js';
import { Dict } from '../../value/types.js';
import { readCertificate } from '../../x509/certificate.js';
import { pemBlocks, toPem } from '../../x509/pem.js';
import { type KeyStore, readKeyStore, writeKeyStore } from '../../x509/pkcs12.js';
import { defaultFormat, publicKeyOf, readPrivateKey, writePrivateKey } from '../../x509/privateKey.js';
import { publicKeyFacts } from '../../x509/publicKey.js';
import { wantedMode } from '../files/attributes.js';
import { modeText } from '../files/mode.js';
import { applyArtefact, artefactArgs, decideArtefact, probeArtefact } from './artefact.js';
import { hideKey } from './hideKey.js';
import { type Input, inputOf } from './inputs.js';
import { returnedContent } from './returnedContent.js';
import { signingKeyArgs } from './signingKey.js';

const args = {
  ...artefactArgs,
  ...signingKeyArgs,
  action: {
    default: 'export',
    choices: ['export', 'parse'],
    description: 'Make the file, or take one apart.',
  },
  certificate_path: { type: 'path', description: 'Certificate of the key, on the target.' },
  other_certificates: {
    type: 'list',
    elements: 'path',
    aliases: ['ca_certificates'],
    description: 'Further certificates, on the target.',
  },
  other_certificates_parse_all: {
    type: 'bool',
    default: false,
    description: 'Take every certificate of those files.',
  },
  friendly_name: { type: 'str', aliases: ['name'], description: 'Name under which programs show the key.' },
  passphrase: {
    type: 'str',
    no_log: true,
    description: 'Passphrase of the file; without one nothing is encrypted.',
  },
  encryption_level: {
    default: 'auto',
    choices: ['auto', 'compatibility2022'],
    description: 'AES and SHA-256, or what old programs can read (triple DES and SHA-1).',
  },
  iter_size: { type: 'int', description: 'Rounds that turn the passphrase into a key.' },
  maciter_size: { type: 'int', description: 'Accepted: the same rounds are used for the checksum.' },
  src: { type: 'path', description: 'File to take apart, on the target.' },
} as const;

type Args = ArgsOf<typeof args>;

/** What is wanted in the file, or what the file taken apart gives. */
type Wish = { readonly store: KeyStore } | { readonly text: Buffer };

export const opensslPkcs12 = defineModule({
  name: 'community.crypto.openssl_pkcs12',
  doc: {
    short: 'Puts a key and its certificates into a PKCS#12 file, or takes one apart',
    description: 'The file has mode 0400 unless another is asked for.',
    examples: `- community.crypto.openssl_pkcs12:
    path: /etc/ssl/www.p12
    friendly_name: www
    privatekey_path: /etc/ssl/private/www.pem
    certificate_path: /etc/ssl/www.crt
    other_certificates: /etc/ssl/ca.crt
    passphrase: "{{ vaulted_passphrase }}"
`,
    returns: {
      filename: 'Path of the file',
      privatekey_path: 'Path of the private key',
      pkcs12: 'The file in base64, with `return_content`',
      mode: 'Permissions of the file',
      backup_file: 'Path of the backup',
    },
  },
  args,
  rules: {
    mutually_exclusive: [['privatekey_path', 'privatekey_content']],
    required_if: [['action', 'parse', ['src']]],
  },
  check: 'full',
  async probe(args, ctx) {
    const others = args.other_certificates ?? [];
    const present = args.state === 'present';
    const paths =
      args.action === 'parse' ? [args.src] : [args.privatekey_path, args.certificate_path, ...others];
    const { artefact, inputs } = await probeArtefact(guarded(args), ctx, present ? paths : []);
    if (!present) return { artefact, wish: undefined };
    if (args.action === 'parse')
      return { artefact, wish: taken(args, inputOf('the PKCS#12 file', inputs[0], undefined)!, ctx) };
    const [key, certificate, ...more] = inputs;
    const files = {
      key: inputOf('the private key', key, args.privatekey_content),
      certificate: inputOf('the certificate', certificate, undefined),
      others: more.map((file) => inputOf('the certificate', file, undefined)!),
    };
    return { artefact, wish: { store: wanted(args, files) } };
  },
  decide(args, { artefact, wish }) {
    const content = wish ? artefact.content : undefined;
    const write = wish !== undefined && (args.force || content === undefined || !fits(args, content, wish));
    const result = {
      filename: args.path,
      ...(wish &&
        (write || artefact.stat.exists) && { mode: modeText(wantedMode(guarded(args), artefact.stat)!) }),
      ...(args.privatekey_path !== undefined && { privatekey_path: args.privatekey_path }),
      ...returnedContent(args, 'pkcs12', content, 'base64'),
    };
    const { work, ...decision } = decideArtefact(guarded(args), artefact, {
      write,
      result,
      facts: new Dict(),
    });
    if (write && wish && 'store' in wish && !args.friendly_name) {
      const failed = 'friendly_name is needed to make a PKCS#12 file';
      return { changed: false, failed, work: { work, wish } };
    }
    return { ...decision, work: { work, wish } };
  },
  apply(args, { work, wish }, ctx) {
    const make = async () => {
      const content = 'store' in wish! ? exported(args, wish.store) : wish!.text;
      return { content, facts: new Dict(), result: returnedContent(args, 'pkcs12', content, 'base64') };
    };
    return applyArtefact(guarded(args), work, ctx, make, new Dict());
  },
});

function guarded<T extends { mode: unknown }>(args: T): T {
  return { ...args, mode: args.mode ?? '0400' };
}

interface Files {
  readonly key: Input | undefined;
  readonly certificate: Input | undefined;
  readonly others: readonly Input[];
}

function wanted(args: Args, { key, certificate, others }: Files): KeyStore {
  const own = certificate && readCertificate(certificate.content, certificate.what);
  const secret = key && readPrivateKey(key.content, args.privatekey_passphrase, key.what);
  if (own && secret && !own.publicKey.equals(publicKeyOf(secret)))
    fail('key-mismatch', `${key.what} does not belong to ${certificate!.what}`);
  return {
    key: secret,
    certificate: own?.der,
    others: others.flatMap((file) =>
      args.other_certificates_parse_all ? all(file) : [readCertificate(file.content, file.what).der],
    ),
    friendlyName: args.friendly_name,
  };
}

function all({ content, what }: Input): Buffer[] {
  const found = pemBlocks(content.toString('latin1')).filter(({ label }) => label === 'CERTIFICATE');
  if (found.length === 0) fail('pem-missing', `${what} holds no certificate in PEM form`);
  return found.map(({ der }) => der);
}

function exported(args: Args, store: KeyStore): Buffer {
  return writeKeyStore(store, {
    passphrase: args.passphrase,
    compatible: args.encryption_level === 'compatibility2022',
    rounds: args.iter_size,
  });
}

/** Key, certificate and the others as one PEM text. */
function taken(args: Args, { content, what }: Input, ctx: ModuleContext): Wish {
  const { key, certificate, others } = readKeyStore(content, args.passphrase, what);
  const certificates = [...(certificate ? [certificate] : []), ...others].map((der) =>
    toPem('CERTIFICATE', der),
  );
  const secret = key ? keyPem(key) : Buffer.alloc(0);
  if (key) hideKey(ctx, secret, key);
  return { text: Buffer.concat([secret, Buffer.from(certificates.join(''))]) };
}

function keyPem(key: KeyObject): Buffer {
  const { type } = publicKeyFacts(publicKeyOf(key));
  return writePrivateKey(key, type === 'unknown' ? 'pkcs8' : defaultFormat(type));
}

function fits(args: Args, content: Buffer, wish: Wish): boolean {
  if ('text' in wish) return content.equals(wish.text);
  try {
    const have = readKeyStore(content, args.passphrase, 'the PKCS#12 file');
    const want = wish.store;
    const der = (key: KeyObject | undefined) => key?.export({ type: 'pkcs8', format: 'der' }).toString('hex');
    const list = (certificates: readonly Buffer[]) =>
      certificates
        .map((each) => each.toString('hex'))
        .toSorted()
        .join();
    return (
      der(have.key) === der(want.key) &&
      have.certificate?.toString('hex') === want.certificate?.toString('hex') &&
      list(have.others) === list(want.others) &&
      (want.key === undefined || have.friendlyName === want.friendlyName)
    );
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
}
