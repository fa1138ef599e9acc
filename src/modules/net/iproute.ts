import { fail } from '../../diag/diagnostic.js';
import { errorText, outputText } from '../../module/output.js';
import type { ModuleContext } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';

/** Arguments that every network module shares. */
export const netnsArgs = {
  netns: {
    default: '',
    description: 'Network namespace on the target, as `ip netns` names it; empty for the host itself.',
  },
} as const satisfies ArgOptions;

/** Runs one `ip -j` query. Throws a DiagnosticError when iproute2 is missing or too old, or the namespace does not exist. */
export async function readJson(ctx: ModuleContext, netns: string, query: readonly string[]): Promise<string> {
  const result = await ctx.host.run(
    sh`command -v ip >/dev/null || exit 127; ip ${namespaceWords(netns)} -j ${query}`,
    { repeatable: true },
  );
  if (result.rc === 0) return outputText(result);
  if (result.rc === 127) {
    fail('iproute2-missing', 'iproute2 is not installed on the target', {
      span: ctx.span,
      fix: 'install the package iproute2 (iproute on Red Hat systems)',
    });
  }
  const stderr = errorText(result);
  if (/BusyBox|[Oo]ption "-?j"? .*unknown|invalid option/.test(stderr)) {
    fail('iproute2-old', "the target's ip command cannot print JSON", {
      span: ctx.span,
      fix: 'install iproute2 4.18 or newer; BusyBox ip is not enough',
    });
  }
  if (/Cannot open network namespace/.test(stderr)) {
    fail('netns-missing', `network namespace ${netns} does not exist on the target`, { span: ctx.span });
  }
  fail('ip-failed', `ip ${query.join(' ')}: ${stderr || `exit status ${result.rc}`}`, { span: ctx.span });
}

function namespaceWords(netns: string): string[] {
  return netns === '' ? [] : ['-n', netns];
}
