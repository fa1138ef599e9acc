import { sh } from '../sh.js';
import { mustSucceed, PROBE, type PrimitiveHost } from './host.js';

/** The bytes of a file. One fork. Throws a DiagnosticError with the tool's words. */
export async function readFile(host: PrimitiveHost, path: string): Promise<Buffer> {
  const result = await host.run(sh`cat -- ${path}`, PROBE);
  return mustSucceed(result, 'read', `read ${path}`).stdout;
}
