/** One object of what `ip -j` and `bridge -j` print. */
export type Report = Readonly<Record<string, unknown>>;

/**
 * The objects of every array that one batch of queries printed, in order. Throws a SyntaxError when a part is
 * not JSON. iproute2 leaves empty objects behind for what a filter hides; they are left out.
 */
export function parseReports(text: string): Report[] {
  return text
    .split(/\n(?=\[)/)
    .filter((part) => part.trim() !== '')
    .flatMap((part) => JSON.parse(part) as Report[])
    .filter((entry) => Object.keys(entry).length > 0);
}

/** A property as text, empty when it is not there. */
export function textOf(report: Report, key: string): string {
  const value = report[key];
  return value === undefined || value === null ? '' : String(value);
}

/** A property as a number, 0 when it is not there. */
export function numberOf(report: Report, key: string): number {
  return Number(report[key] ?? 0);
}

/** A property that is an object itself. */
export function partOf(report: Report, key: string): Report {
  return (report[key] ?? {}) as Report;
}

/** A property that is a list of objects. */
export function listOf(report: Report, key: string): readonly Report[] {
  return (report[key] ?? []) as readonly Report[];
}
