import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { fail } from '../diag/diagnostic.js';
import { graphMermaid } from '../report/graph/mermaid.js';
import { type Graph, graphOf, objectsOf } from '../report/graph/model.js';
import { graphSvg } from '../report/graph/svg.js';
import { completeOptions } from '../report/index.js';
import { SurveyReporter } from '../report/plan/reporter.js';
import { addSurveyOptions, type RunCommandOptions } from './playbookOptions.js';
import { openSurvey, surveyMode } from './surveyRun.js';

interface GraphOptions extends RunCommandOptions {
  readonly output?: string;
}

/** `meshwright graph`: the declared network as a drawing. */
export function defineGraphCommand(program: Command): void {
  const command = program
    .command('graph')
    .description('draw the network that playbooks declare; what is not live is red');
  addSurveyOptions(command)
    .option(
      '-o, --output <file>',
      'write to this file, .svg or .mmd (Mermaid); default SVG to standard output',
    )
    .action(async (files: string[], options: GraphOptions) => {
      process.exitCode = await graphCommand(files, options);
    });
}

const renderers: Readonly<Record<string, (graph: Graph) => string>> = {
  '.svg': graphSvg,
  '.mmd': graphMermaid,
  '.mermaid': graphMermaid,
};

/** Reads the hosts by a check and draws; returns the exit code of the check. Throws DiagnosticError for bad input. */
async function graphCommand(files: readonly string[], given: GraphOptions): Promise<number> {
  const { output } = given;
  const render = rendererOf(output);
  const opened = await openSurvey(files, { ...given, ...surveyMode });
  if (typeof opened === 'number') return opened;
  const report = completeOptions(opened.report);
  let graph: Graph | undefined;
  const reporter = new SurveyReporter(report, (survey) => {
    for (const [host, { failures, unreachable }] of survey.hosts) {
      const reasons = [
        ...failures.map(({ message }) => message),
        ...(unreachable === undefined ? [] : [unreachable]),
      ];
      for (const reason of reasons) report.err(report.gate.mask(`${host}: ${reason}\n`));
    }
    graph = graphOf(survey.reports);
    return output === undefined ? render(graph) : '';
  });
  const status = await opened.run(reporter);
  if (output !== undefined && graph !== undefined) {
    write(output, report.gate.mask(render(graph)));
    const objects = objectsOf(graph);
    if (objects.length === 0) report.err('no task declared a network: the drawing is empty\n');
    const absent = objects.filter(({ state }) => state === 'missing').length;
    report.out(
      `${output}: ${graph.hosts.length} hosts, ${objects.length} objects, ${absent} of them missing\n`,
    );
  }
  return status;
}

function rendererOf(output: string | undefined): (graph: Graph) => string {
  if (output === undefined) return graphSvg;
  const ending = /\.[^./]*$/.exec(output)?.[0] ?? '';
  return (
    renderers[ending] ??
    fail('graph-output', `"${output}" is no drawing that can be written`, {
      fix: 'end the name in .svg, or in .mmd for Mermaid',
    })
  );
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    fail(
      'graph-output',
      `the drawing cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
