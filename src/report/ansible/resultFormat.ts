import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict } from '../../value/types.js';
import { dumpYaml } from '../../yaml/dump.js';
import { maskedDict } from '../maskedValue.js';
import type { ReporterOptions } from '../options.js';
import { blockOf, lossyBlockOf, readableBlockOf } from './blockText.js';
import { sortedJson, visibleResult } from './dumpResult.js';

interface DumpRequest {
  /** The result asks to be shown over several lines (`debug`, `assert`). */
  readonly always?: boolean;
  /** Spaces a level where nothing else decides. */
  readonly indent?: number | undefined;
}

/** The text of a result after its `=>`. */
export type ResultFormat = (result: Dict, request: DumpRequest) => string;

/** The form of the callbacks default, minimal and oneline: `result_format` and `pretty_results`. */
export function configuredFormat(options: ReporterOptions): ResultFormat {
  const { resultFormat, prettyResults: pretty, verbosity } = options;
  return (result, { always = false, indent: wanted }) => {
    const several = always || (pretty === undefined && resultFormat === 'yaml') || pretty || verbosity > 2;
    const indent = pretty === false ? undefined : several && !wanted ? 4 : wanted;
    const shown = visibleResult(result, verbosity);
    if (resultFormat === 'json') return sortedJson(shown, indent);
    const lossy = pretty !== false;
    if (lossy) omitLines(shown);
    const text = dumpYaml(maskedDict(shown, options.gate), {
      defaultFlowStyle: false,
      blockText: lossy ? lossyBlockOf : blockOf,
      ...(indent && { indent }),
    });
    return `\n${text.replace(/^(?=.*\S)/gm, ' '.repeat(indent || 4))}`;
  };
}

/** The form of community.general's yaml callback: `changed=true` in the first line, the rest as YAML below. */
export function readableYamlFormat(options: ReporterOptions): ResultFormat {
  return (result) => {
    const shown = visibleResult(result, options.verbosity);
    let text = '';
    for (const key of ['changed', 'skipped']) {
      if (!shown.has(key)) continue;
      text += `${key}=${String(shown.get(key))} `;
      shown.delete(key);
    }
    omitLines(shown);
    if (shown.size > 0)
      text += `\n${dumpYaml(maskedDict(shown, options.gate), { defaultFlowStyle: false, width: 1000, blockText: readableBlockOf })}`;
    return text.split('\n').join('\n  ').trimEnd();
  };
}

/** The form of ansible.posix's debug callback: outputs and messages follow as plain text. */
export function plainOutputsFormat(options: ReporterOptions): ResultFormat {
  const inner = configuredFormat(options);
  return (result, request) => {
    const rest = new Dict([...result].filter(([key]) => !OUTPUTS.has(String(key))));
    let text = inner(rest, { ...request, always: true });
    for (const key of ['stdout', 'stderr', 'msg', 'module_stdout', 'module_stderr']) {
      const output = result.get(key);
      if (output !== undefined && truthy(output)) text += `\n\n${key.toUpperCase()}:\n\n${pyStr(output)}\n`;
    }
    return text;
  };
}

const OUTPUTS: ReadonlySet<string> = new Set([
  'stdout',
  'stdout_lines',
  'stderr',
  'stderr_lines',
  'msg',
  'module_stdout',
  'module_stderr',
]);

function omitLines(result: Dict): void {
  for (const stream of ['stdout', 'stderr']) {
    if (result.has(stream) && result.has(`${stream}_lines`)) result.set(`${stream}_lines`, '<omitted>');
  }
}
