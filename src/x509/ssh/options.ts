import { fail } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';

/** What a user certificate allows unless options say otherwise. */
const PERMITS = [
  'permit-X11-forwarding',
  'permit-agent-forwarding',
  'permit-port-forwarding',
  'permit-pty',
  'permit-user-rc',
];
const CRITICAL = ['force-command', 'source-address', 'verify-required'];
const EXTENSIONS = [...PERMITS, 'no-touch-required'];

export interface CertificateOptions {
  readonly criticalOptions: Map<string, string>;
  readonly extensions: Map<string, string>;
}

/** Reads options as ssh-keygen's -O takes them; host certificates have none. Throws a DiagnosticError. */
export function certificateOptions(kind: 'user' | 'host', written: readonly string[]): CertificateOptions {
  const criticalOptions = new Map<string, string>();
  const extensions = new Map(kind === 'user' ? PERMITS.map((name) => [name, '']) : []);
  if (kind === 'host' && written.length > 0)
    fail('ssh-option', 'options are only possible in user certificates', {
      fix: 'remove options, or use type: user',
    });
  for (const option of written) {
    const [, prefix, name = '', data = ''] =
      /^(?:(critical|extension):)?([^=]+)(?:=(.*))?$/s.exec(option) ?? [];
    const permit = name.replace(/^no-/, 'permit-').replace(/x11/i, 'X11');
    if (prefix === 'critical' || (prefix === undefined && CRITICAL.includes(name)))
      criticalOptions.set(name, data);
    else if (prefix === 'extension' || EXTENSIONS.includes(name.replace(/x11/i, 'X11')))
      extensions.set(name.replace(/^permit-x11/i, 'permit-X11'), data);
    else if (name === 'clear') extensions.clear();
    else if (PERMITS.includes(permit)) extensions.delete(permit);
    else
      fail('ssh-option', `certificate option "${option}" is unknown`, {
        fix:
          didYouMean(name, ['clear', ...CRITICAL, ...EXTENSIONS]) ??
          'write it as critical:<name>=<data> or extension:<name>',
      });
  }
  return { criticalOptions, extensions };
}
