import type { TemplateData } from '../file.js';

/** A section of a networkd file: its name and settings in order. */
export interface UnitSection {
  readonly name: string;
  readonly settings: readonly (readonly [key: string, value: string])[];
}

/** A section from settings of which some may be left out. */
export function section(
  name: string,
  settings: readonly (readonly [key: string, value: string | undefined])[],
): UnitSection {
  return {
    name,
    settings: settings.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  };
}

/** The sections as a template sees them; empty ones are left out. */
export function sectionData(sections: readonly UnitSection[]): TemplateData {
  return sections
    .filter(({ settings }) => settings.length > 0)
    .map(({ name, settings }) => ({
      name,
      settings: settings.map(([key, value]) => ({ key, value })),
    }));
}
