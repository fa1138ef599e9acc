import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { listTree } from '../../shell/primitives/find.js';
import { PROBE } from '../../shell/primitives/host.js';
import { contentScript, parseContent } from '../../shell/primitives/stat.js';
import { type Certificate, readCertificate, sameName } from '../../x509/certificate.js';
import { pemBlocks } from '../../x509/pem.js';
import { nameText } from './reissue.js';

const LABELS = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];

/** A certificate with its text as it was found. */
interface Link extends Certificate {
  readonly text: string;
}

export const certificateCompleteChain = definePlainModule({
  kind: 'read',
  name: 'community.crypto.certificate_complete_chain',
  doc: {
    short: 'Finds the certificates that are missing between a certificate and a root',
    description: [
      'Of each certificate the one is looked for that has the name of its issuer and whose key signed it: first among the roots, then among the intermediate ones. Times and purposes are not looked at; `openssl verify` does that.',
      'Files that are named may hold several certificates; of folders all files are read, also below them and through links. Files that hold no certificate are passed over, with a warning when something in them cannot be read.',
    ],
    examples: `- community.crypto.certificate_complete_chain:
    input_chain: "{{ lookup('file', 'www.pem') }}"
    intermediate_certificates: [/etc/ssl/intermediate]
    root_certificates: [/etc/ssl/certs]
  register: www
`,
    returns: {
      root: 'The root',
      chain: 'What was found, the root last',
      complete_chain: 'What was given and what was found, the root last',
    },
  },
  args: {
    input_chain: { type: 'str', required: true, description: 'Certificates, each before its issuer.' },
    root_certificates: {
      type: 'list',
      elements: 'path',
      required: true,
      description: 'Files and folders of roots.',
    },
    intermediate_certificates: {
      type: 'list',
      elements: 'path',
      default: [],
      description: 'Files and folders of certificates between.',
    },
  },
  async run(args, ctx) {
    const given = linksOf(args.input_chain, 'the chain', (reason) => fail('chain-unreadable', reason));
    checkGiven(given);
    const intermediates = await readAll(args.intermediate_certificates, ctx);
    const roots = await readAll(args.root_certificates, ctx);
    const found = complete(given, intermediates, roots);
    const whole = [...given, ...found].map(({ text }) => text);
    return {
      result: { root: whole.at(-1)!, chain: found.map(({ text }) => text), complete_chain: whole },
    };
  },
});

/** What leads from the last certificate to a root; nothing when that is a root itself. */
function complete(given: readonly Link[], intermediates: readonly Link[], roots: readonly Link[]): Link[] {
  const found: Link[] = [];
  let last = given.at(-1)!;
  if (roots.some(({ der }) => der.equals(last.der))) return found;
  for (;;) {
    const root = roots.find((each) => issued(each, last));
    const next = root ?? intermediates.find((each) => issued(each, last));
    if (next === undefined)
      return fail('chain-broken', `nothing that was given has issued the certificate ${shown(last)}`, {
        fix: 'add the certificate of its issuer to intermediate_certificates or root_certificates',
      });
    if ([...given, ...found].some(({ der }) => der.equals(next.der)))
      fail('chain-circle', `the chain comes back to the certificate ${shown(next)}`);
    found.push(next);
    if (root !== undefined) return found;
    last = next;
  }
}

function checkGiven(given: readonly Link[]): void {
  if (given.length === 0)
    fail('chain-empty', 'the chain holds no certificate', { fix: 'give input_chain one in PEM' });
  for (const [i, parent] of given.slice(1).entries())
    if (!issued(parent, given[i]!))
      fail(
        'chain-order',
        `certificate ${i + 2} of the chain, ${shown(parent)}, did not issue the one before it, ${shown(given[i]!)}`,
        { fix: 'put each certificate before its issuer' },
      );
}

function issued(parent: Certificate, child: Certificate): boolean {
  return sameName(child.issuer, parent.subject) && child.signedBy(parent.publicKey);
}

function shown({ subject, serial }: Certificate): string {
  return `"${nameText(subject)}" (serial number ${serial.toString(16)})`;
}

async function readAll(paths: readonly string[], ctx: ModuleContext): Promise<Link[]> {
  const files: string[] = [];
  for (const path of paths) {
    const { entries, complaint } = await listTree(ctx.host, path, { follow: true, expand: true });
    // A file has nothing below it, and what is missing is told when it is read.
    if (entries.length === 0 && (complaint !== '' || !(await isFolder(path, ctx)))) files.push(path);
    files.push(...entries.filter(({ type }) => type === 'file').map((entry) => entry.path));
  }
  const scripts = files.map((path) => contentScript(path, { expand: true }));
  const read = scripts.length === 0 ? [] : await ctx.host.batch(scripts, PROBE);
  return read.flatMap((result, i) => {
    const { content } = parseContent(result);
    if (content === undefined) ctx.warn(`the certificate file ${files[i]} cannot be read`);
    return linksOf(content?.toString('latin1') ?? '', files[i]!, (reason) => ctx.warn(reason));
  });
}

async function isFolder(path: string, ctx: ModuleContext): Promise<boolean> {
  return (
    parseContent(await ctx.host.run(contentScript(path, { expand: true }), PROBE)).stat.type === 'directory'
  );
}

function linksOf(text: string, source: string, complain: (reason: string) => void): Link[] {
  return pemBlocks(text)
    .filter(({ label }) => LABELS.includes(label))
    .flatMap((block, i) => {
      try {
        return [{ ...readCertificate(Buffer.from(block.text)), text: block.text }];
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        complain(`certificate ${i + 1} of ${source} cannot be read`);
        return [];
      }
    });
}
