import { parseProbeOutput } from '../../src/facts/output.js';

/** What a host printed for facts: texts of files by path, and the other sections by name. */
export interface RecordedFacts {
  readonly files?: Readonly<Record<string, string>>;
  readonly sections?: Readonly<Record<string, string>>;
}

/** The probe that printed it, as the facts' readers take it. */
export function recordedProbe({ files = {}, sections = {} }: RecordedFacts) {
  const lines = Object.entries(files).flatMap(([path, text]) =>
    text.split('\n').map((line) => `${path}:${line}`),
  );
  const parts = { files: lines.join('\n'), ...sections };
  return parseProbeOutput(
    Object.entries(parts)
      .map(([name, text]) => `\x01${name}\n${text}\n`)
      .join(''),
  );
}
