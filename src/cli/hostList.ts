import { diagnostic, fail } from '../diag/diagnostic.js';
import type { Run } from '../engine/run.js';
import { LOCALHOST } from '../inventory/inventory.js';
import type { InventoryHost } from '../inventory/model.js';
import { select } from '../inventory/patterns.js';
import type { Findings } from './findings.js';

/**
 * The hosts of a pattern within `--limit`, as the commands want them before they start: an inventory without hosts is
 * a warning, a pattern (or limit) that leaves none of its hosts an error. Throws DiagnosticError.
 */
export function selectedHosts(
  run: Run,
  findings: Findings,
  pattern: string,
  warnEmpty = true,
): InventoryHost[] {
  const { inventory, options } = run.parts;
  const empty = select('all', inventory, {}).length === 0;
  if (empty && warnEmpty && !LOCALHOST.has(pattern)) {
    const message =
      "the inventory has no hosts: there is only the implicit localhost, which 'all' does not match";
    findings.add(diagnostic('inventory-empty', message, { severity: 'warning' }));
  }
  const hosts = select(pattern, inventory, { limit: options.limit });
  if (hosts.length === 0 && !empty) {
    fail('inventory-no-match', 'Specified hosts and/or --limit does not match any hosts', {
      fix: 'Check the pattern and --limit; --list-hosts shows what they select.',
    });
  }
  return hosts;
}
