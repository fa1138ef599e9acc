import { renderDiagnostic } from '../../diag/render.js';
import type { Reporter, RunEvent } from '../../events/events.js';
import type { ReporterOptions } from '../options.js';
import { Survey } from './survey.js';

/** Collects a check and shows it when it is over; warnings go to standard error at once. */
export class SurveyReporter implements Reporter {
  readonly survey = new Survey();

  constructor(
    private readonly options: ReporterOptions,
    private readonly view: (survey: Survey) => string,
  ) {}

  on(event: RunEvent): void {
    this.survey.on(event);
    showMessages(event, this.options);
  }

  async end(): Promise<void> {
    this.options.out(this.options.gate.mask(this.view(this.survey)));
  }
}

/** Writes findings and warnings of a run to standard error, as they come. */
export function showMessages(event: RunEvent, options: ReporterOptions): void {
  const { gate, err, readSource, deprecationWarnings } = options;
  if (event.kind === 'diagnostic') err(gate.mask(`${renderDiagnostic(event.diagnostic, readSource)}\n`));
  if (event.kind !== 'message' || event.level === 'info') return;
  if (event.level === 'warning') err(gate.mask(`[WARNING]: ${event.text}\n`));
  else if (deprecationWarnings) err(gate.mask(`[DEPRECATION WARNING]: ${event.text}\n`));
}
