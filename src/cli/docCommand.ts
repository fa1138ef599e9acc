import type { Command } from 'commander';
import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { findModule, moduleNames } from '../modules/index.js';
import { terminalReference } from '../spec/docs.js';
import { filterDocs } from '../template/filters/index.js';
import { lookupDocs } from '../template/lookups/index.js';
import { testDocs } from '../template/tests/index.js';

/** `meshwright doc NAME`: the reference text of a module, filter, test or lookup. */
export function defineDocCommand(program: Command): void {
  program
    .command('doc <name>')
    .description('show the reference of a module, filter, test or lookup')
    .action((name: string) => {
      process.stdout.write(`${reference(name)}\n`);
    });
}

function reference(name: string): string {
  const module = findModule(name);
  if (module) return terminalReference(module, process.stdout.columns);
  const short = name.slice(name.lastIndexOf('.') + 1);
  const found = [
    ['filter', filterDocs],
    ['test', testDocs],
    ['lookup', lookupDocs],
  ] as const;
  const lines = found.flatMap(([kind, docs]) =>
    docs.has(short) ? [`${kind} ${short}: ${docs.get(short)}`] : [],
  );
  if (lines.length > 0) return lines.join('\n');
  const known = [...moduleNames(), ...filterDocs.keys(), ...testDocs.keys(), ...lookupDocs.keys()];
  return fail('unknown-reference', `there is no module, filter, test or lookup "${name}"`, {
    fix: didYouMean(name, known),
  });
}
