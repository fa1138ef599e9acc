import { sh } from '../sh.js';
import { mustSucceed, PROBE, type PrimitiveHost } from './host.js';

/** The bytes of a file. One fork. Throws a DiagnosticError with the tool's words. */
export async function readFile(host: PrimitiveHost, path: string): Promise<Buffer> {
  const result = await host.run(sh`cat -- ${path}`, PROBE);
  return mustSucceed(result, 'read', `read ${path}`).stdout;
}

/** Absolute path of a command, as the target's shell finds it; undefined when there is none. No fork. */
export async function findCommand(host: PrimitiveHost, name: string): Promise<string | undefined> {
  const result = await host.run(sh`command -v -- ${name} 2>/dev/null || command -v ${name}`, PROBE);
  const path = result.stdout.toString('utf8').trim();
  return result.rc === 0 && path.startsWith('/') ? path : undefined;
}
