import { didYouMean } from '../../diag/suggest.js';
import { Dict } from '../../value/types.js';
import { Claims } from './claims.js';
import { type Entry, entriesOf, entryOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { bool, choice, fileMode, filled, int, name, port } from './formats.js';
import { alternativeName, httpsUrl, keyForm } from './tlsFormats.js';

/** Authorities, certificates, NGINX and pins of role `tls`. */
export const tls: RoleValidator = {
  role: 'tls',
  variables: [
    'tls_ca',
    'tls_ca_forget',
    'tls_ca_rollover',
    'tls_certs',
    'tls_nginx',
    'tls_pins',
    'tls_vault_password',
  ],
  validate(hosts) {
    const findings: Finding[] = [];
    for (const [host, variables] of hosts) readHost(variables, { host, findings }, [...hosts.keys()]);
    return findings;
  },
};

const days = int(1, 36500, 'number of days');
/** Who signs a certificate when no CA of the controller does. */
const SIGNERS: Readonly<Record<string, string>> = {
  self: 'what a certificate says that signs itself',
  external: 'what a certificate says that others sign',
};

interface Authority {
  readonly name: string;
  readonly parent: string | undefined;
  readonly pathlen: number | undefined;
}

interface Certificate {
  readonly name: string;
  readonly ca: string | undefined;
  readonly keyOnHost: boolean;
}

const window = int(0, 36500, 'number of days');

function readHost(variables: HostVariables, report: Report, hosts: readonly string[]): void {
  const authorities = readAuthorities(variables, report);
  const known = authorities.map(({ name }) => name);
  const names = new Claims('certificate');
  const certificates = entriesOf(variables, 'tls_certs', report).flatMap((entry) => {
    const read = readCertificate(entry, known, hosts);
    if (read !== undefined) names.claim(read.name, entry, 'name');
    return read === undefined ? [] : [read];
  });
  const named = certificates.map(({ name }) => name);
  readNginx(filledEntry(variables, 'tls_nginx', report), named, known);
  readPins(filledEntry(variables, 'tls_pins', report), certificates, hosts);
  const roots = authorities.filter(({ parent }) => parent === undefined).map(({ name }) => name);
  checkNamed(variables, report, 'tls_ca_rollover', 'CA', known);
  checkNamed(variables, report, 'tls_ca_forget', 'root', roots);
  if (authorities.length > 0 || certificates.some(({ keyOnHost }) => !keyOnHost))
    if (!filledText(variables, 'tls_vault_password'))
      report.findings.push({
        host: report.host,
        path: 'tls_vault_password',
        message: 'is empty, but keys are kept encrypted on the controller',
        fix: 'set it to a long secret, itself encrypted by ansible-vault',
      });
}

/** A variable that names one of several, or nothing. */
function checkNamed(
  variables: HostVariables,
  { host, findings }: Report,
  path: string,
  what: string,
  known: readonly string[],
): void {
  const value = filledText(variables, path);
  if (value === undefined || known.includes(value)) return;
  const message = `there is no ${what} ${JSON.stringify(value)}`;
  findings.push({ host, path, message, fix: suggestion(value, known) });
}

function filledText(variables: HostVariables, variable: string): string | undefined {
  const value = variables.get(variable);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** The CAs. A parent stands before its children, as it signs them. */
function readAuthorities(variables: HostVariables, report: Report): Authority[] {
  const claims = new Claims('CA');
  const known: Authority[] = [];
  for (const entry of entriesOf(variables, 'tls_ca', report)) {
    const own = entry.need('name', name);
    const parent = entry.get('parent', filled);
    entry.need('cn', filled);
    entry.get('days', days);
    entry.get('renew_before_days', window);
    const pathlen = entry.get('pathlen', int(0, 10, 'path length'));
    entry.get('key', keyForm);
    entry.finish();
    if (parent !== undefined) {
      const above = known.find((each) => each.name === parent);
      if (above === undefined)
        unknown(
          entry,
          'parent',
          'CA before it',
          parent,
          known.map((each) => each.name),
        );
      else if (above.pathlen === 0)
        entry.wrong('parent', `${parent} has pathlen 0 and may sign no CA`, 'raise pathlen, or leave it out');
    }
    if (own === undefined) continue;
    claims.claim(own, entry, 'name');
    if (Object.hasOwn(SIGNERS, own)) entry.wrong('name', `${own} is ${SIGNERS[own]}`, 'choose another name');
    known.push({ name: own, parent, pathlen });
  }
  return known;
}

function readCertificate(
  entry: Entry,
  authorities: readonly string[],
  hosts: readonly string[],
): Certificate | undefined {
  const own = entry.need('name', name);
  const ca = entry.need('ca', filled);
  const signers = [...authorities, ...Object.keys(SIGNERS)];
  if (ca !== undefined && !signers.includes(ca)) unknown(entry, 'ca', 'CA', ca, signers);
  entry.need('cn', filled);
  const usage = entry.get('usage', choice('server', 'client', 'both')) ?? 'server';
  const san = entry.list('san', alternativeName);
  if (usage !== 'client' && (san ?? []).length === 0)
    entry.wrong(
      'san',
      'is empty: clients look at nothing else',
      'list names as DNS:www.example.com or IP:192.0.2.1',
    );
  const life = entry.get('days', days) ?? 397;
  const before = entry.get('renew_before_days', window);
  if (before !== undefined && before >= life)
    entry.wrong(
      'renew_before_days',
      `${before} is not less than the ${life} days it lives: every run would renew it`,
    );
  entry.get('key', keyForm);
  const keyOnHost = entry.get('key_on_host', bool) ?? true;
  for (const key of ['owner', 'group']) entry.get(key, filled);
  entry.get('mode', fileMode);
  const host = entry.get('dest_host', filled);
  if (host !== undefined && !hosts.includes(host))
    unknown(entry, 'dest_host', 'host of the play', host, hosts);
  entry.finish();
  return own === undefined ? undefined : { name: own, ca, keyOnHost };
}

function readNginx(
  entry: Entry | undefined,
  certificates: readonly string[],
  authorities: readonly string[],
): void {
  if (entry === undefined) return;
  const certificate = entry.need('certificate', filled);
  if (certificate !== undefined && !certificates.includes(certificate))
    unknown(entry, 'certificate', 'certificate', certificate, certificates);
  entry.need('server_name', filled);
  entry.get('host', filled);
  entry.get('listen', port);
  const verify = entry.get('verify_client', choice('off', 'on', 'optional')) ?? 'off';
  const ca = entry.get('client_ca', filled);
  if (ca !== undefined && !authorities.includes(ca)) unknown(entry, 'client_ca', 'CA', ca, authorities);
  if (verify !== 'off' && ca === undefined)
    entry.wrong('client_ca', `is needed with verify_client: ${verify}`, 'name the CA that signs the clients');
  entry.get('verify_depth', int(1, 10, 'depth'));
  entry.get('root', filled);
  entry.get('proxy_pass', filled);
  if (entry.has('root') && entry.has('proxy_pass')) entry.wrong('root', 'excludes proxy_pass');
  entry.list('protocols', choice('TLSv1.2', 'TLSv1.3'));
  entry.finish();
}

function readPins(
  entry: Entry | undefined,
  certificates: readonly Certificate[],
  hosts: readonly string[],
): void {
  if (entry === undefined) return;
  const certificate = entry.need('certificate', filled);
  const named = certificates.map(({ name }) => name);
  if (certificate !== undefined && !named.includes(certificate))
    unknown(entry, 'certificate', 'certificate', certificate, named);
  if (certificates.some(({ name, ca }) => name === certificate && ca === 'external'))
    entry.wrong(
      'certificate',
      `${certificate} is signed by others: its next pin cannot be known before they answer`,
      'pin one of a CA of tls_ca, or one that signs itself',
    );
  const server = entry.need('server', filled);
  if (server !== undefined && !hosts.includes(server))
    unknown(entry, 'server', 'host of the play', server, hosts);
  entry.need('nodes', filled);
  entry.need('url', httpsUrl);
  entry.finish();
}

/** A mapping of its own; the empty one counts as left out. */
function filledEntry(variables: HostVariables, variable: string, report: Report): Entry | undefined {
  const value = variables.get(variable);
  return value instanceof Dict && value.size === 0 ? undefined : entryOf(variables, variable, report);
}

function unknown(entry: Entry, key: string, what: string, word: string, known: readonly string[]): void {
  entry.wrong(key, `there is no ${what} ${JSON.stringify(word)}`, suggestion(word, known));
}

function suggestion(word: string, known: readonly string[]): string | undefined {
  return didYouMean(word, known) ?? (known.length > 0 ? `known are ${known.join(', ')}` : undefined);
}
