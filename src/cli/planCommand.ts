import type { Command } from 'commander';
import { EXIT } from '../engine/runPlaybooks.js';
import { completeOptions } from '../report/index.js';
import { painter } from '../report/palette.js';
import { surveyJson } from '../report/plan/json.js';
import { SurveyReporter } from '../report/plan/reporter.js';
import { surveyText, type Wording } from '../report/plan/text.js';
import { addSurveyOptions, type RunCommandOptions } from './playbookOptions.js';
import { openSurvey, surveyMode } from './surveyRun.js';

interface PlanOptions extends RunCommandOptions {
  readonly json?: boolean;
}

/** `meshwright plan`: what a run would do. */
export function definePlanCommand(program: Command): void {
  const command = program
    .command('plan')
    .description('show what a run would do with each host, in order, and which steps interrupt traffic');
  addSurveyOptions(command)
    .option('--json', 'as JSON')
    .action(async (files: string[], options: PlanOptions) => {
      process.exitCode = (await survey(files, options, 'plan')).status;
    });
}

/** `meshwright drift`: what is not as declared now. */
export function defineDriftCommand(program: Command): void {
  const command = program
    .command('drift')
    .description('show what differs from the playbooks now; exit code 2 when anything does, 0 when nothing');
  addSurveyOptions(command)
    .option('--json', 'as JSON')
    .action(async (files: string[], options: PlanOptions) => {
      const { status, differs } = await survey(files, options, 'drift');
      process.exitCode = status === EXIT.ok && differs ? DIFFERS : status;
    });
}

/** Exit code of `drift` where it finds any; also that of a run with failed hosts. */
const DIFFERS = 2;

async function survey(
  files: readonly string[],
  options: PlanOptions,
  wording: Wording,
): Promise<{ status: number; differs: boolean }> {
  const opened = await openSurvey(files, { ...options, ...surveyMode });
  if (typeof opened === 'number') return { status: opened, differs: false };
  const report = completeOptions(opened.report);
  const paint = painter(report.color, report.colors);
  const reporter = new SurveyReporter(report, (found) =>
    options.json ? surveyJson(found, wording) : surveyText(found, wording, paint),
  );
  const status = await opened.run(reporter);
  return { status, differs: reporter.survey.differs };
}
