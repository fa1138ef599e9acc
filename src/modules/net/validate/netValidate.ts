import { DiagnosticError } from '../../../diag/diagnostic.js';
import { definePlainModule } from '../../../module/define.js';
import type { ModuleContext } from '../../../module/types.js';
import type { Finding, HostVariables, RoleValidator } from '../../../net/validate/finding.js';
import { roleValidators } from '../../../net/validate/index.js';
import { pyStr } from '../../../value/repr.js';
import { Undefined, type Value } from '../../../value/types.js';
import { withNumbers } from './fromTemplates.js';
import { diagnosticsOf } from './report.js';

/** Checks a network role's variables on all hosts of the play. */
export const netValidate = definePlainModule({
  name: 'meshwright.net.net_validate',
  kind: 'controller',
  doc: {
    short: "Checks a network role's variables on all hosts of the play together",
    description: [
      'Reads the variables of a role as they are on every host of the play and reports everything that is wrong in one go, each with its path, its cause and a remedy: wrong formats, unknown keys, contradictions, and what two hosts must not share. It contacts no host.',
      'The roles of this project begin with it, as `run_once`. A text that a template gave counts as a number where it is one; a number in quotes does not.',
    ],
    examples: `- meshwright.net.net_validate:
    role: bridges
  run_once: true
`,
    returns: { hosts: 'Hosts whose variables were read.' },
  },
  args: {
    role: {
      required: true,
      choices: [...roleValidators.keys()],
      description: 'The role whose variables are checked.',
    },
  },
  async run({ role }, ctx) {
    const validator = roleValidators.get(role)!;
    const names = listOf(ctx.scope.get('ansible_play_hosts_all')) ?? [ctx.inventoryHostname];
    const active = new Set(listOf(ctx.scope.get('ansible_play_batch')) ?? names);
    const hosts = new Map<string, HostVariables>();
    const findings: Finding[] = [];
    for (const host of names) {
      const read = await variablesOf(validator, host, ctx);
      hosts.set(host, read.variables);
      // A host that has failed, or whose batch is still to come, may lack the facts that its variables need.
      if (active.has(host)) findings.push(...read.findings);
    }
    findings.push(...validator.validate(hosts));
    if (findings.length > 0) throw new DiagnosticError(diagnosticsOf(findings, names, ctx));
    return { changed: false, result: { hosts: names } };
  },
});

function listOf(value: Value | undefined): string[] | undefined {
  return Array.isArray(value) ? value.map(pyStr) : undefined;
}

/** The validator's variables on a host; those that cannot be evaluated are findings. */
async function variablesOf(
  { variables: names }: RoleValidator,
  host: string,
  ctx: ModuleContext,
): Promise<{ variables: HostVariables; findings: Finding[] }> {
  const scope = ctx.scopeOf(host);
  const variables = new Map<string, Value>();
  const findings: Finding[] = [];
  for (const name of names) {
    try {
      const value = await ctx.templar.settle(() => scope.get(name));
      if (value === undefined || value instanceof Undefined) continue;
      variables.set(name, withNumbers(value, scope.source?.(name), ctx.templar));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const { message, fix } of error.diagnostics)
        findings.push({ host, path: name, message: `cannot be evaluated: ${message}`, fix });
    }
  }
  return { variables, findings };
}
