import type { Reporter, RunEvent } from '../../events/events.js';
import type { ReporterOptions } from '../options.js';
import { type Paint, painter } from '../palette.js';
import { showMessages } from '../plan/reporter.js';
import { type VerifiedHost, VerifyFindings } from './findings.js';

/** Shows what the checks of roles found: a sentence for each that failed. */
export class VerifyReporter implements Reporter {
  readonly findings = new VerifyFindings();

  constructor(
    private readonly options: ReporterOptions,
    private readonly json: boolean,
  ) {}

  on(event: RunEvent): void {
    this.findings.on(event);
    showMessages(event, this.options);
  }

  async end(): Promise<void> {
    const { out, gate, color, colors } = this.options;
    const text = this.json ? verifyJson(this.findings) : verifyText(this.findings, painter(color, colors));
    out(gate.mask(text));
  }
}

/** The findings for people. */
function verifyText({ hosts, interrupted }: VerifyFindings, paint: Paint): string {
  const blocks = [...hosts].flatMap(([name, host]) => [...hostLines(name, host, paint), '']);
  const all = [...hosts.values()];
  const failed = sumOf(all, 'failed');
  const unreachable = all.filter((host) => host.unreachable !== undefined).length;
  const parts = [
    `${plural(sumOf(all, 'checks'), 'check')} on ${plural(all.length, 'host')}, ${failed} failed`,
    unreachable > 0 && `${plural(unreachable, 'host')} unreachable`,
    interrupted && 'interrupted',
  ];
  return `${[...blocks, `Verify: ${parts.filter(Boolean).join('; ')}`].join('\n')}\n`;
}

function hostLines(name: string, host: VerifiedHost, paint: Paint): string[] {
  const { checks, failed, failures, changed, unreachable } = host;
  const good = failed === 0 && unreachable === undefined;
  const head =
    failed === 0 ? `${plural(checks, 'check')} passed` : `${failed} of ${plural(checks, 'check')} failed`;
  return [
    paint(`${name}: ${head}`, good ? 'ok' : 'error'),
    ...failures.flatMap(({ task, sentence }) => [`  ${task}`, `    ${paint(sentence, 'error')}`]),
    ...changed.map((task) => `  ${paint(`changed something: ${task}`, 'warn')}`),
    ...(unreachable === undefined ? [] : [`  ${paint('unreachable', 'error')}: ${unreachable}`]),
  ];
}

/**
 * The findings for programs: `{version, kind: "verify", hosts: {NAME: {checks, failed, failures: [{task, sentence}],
 * changed, unreachable}}, summary: {hosts, checks, failed, unreachable}, interrupted}`. Later versions only add keys.
 */
function verifyJson({ hosts, interrupted }: VerifyFindings): string {
  const all = [...hosts.values()];
  const document = {
    version: 1,
    kind: 'verify',
    hosts: Object.fromEntries(
      [...hosts].map(([name, host]) => [name, { ...host, unreachable: host.unreachable ?? null }]),
    ),
    summary: {
      hosts: all.length,
      checks: sumOf(all, 'checks'),
      failed: sumOf(all, 'failed'),
      unreachable: all.filter((host) => host.unreachable !== undefined).length,
    },
    interrupted,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function sumOf(hosts: readonly VerifiedHost[], key: 'checks' | 'failed'): number {
  return hosts.reduce((sum, host) => sum + host[key], 0);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
