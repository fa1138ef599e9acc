interface TestProblem {
  readonly message: string;
  readonly output: string;
}

/** One case of a JUnit file; without a problem it passed. */
export interface TestCase {
  readonly name: string;
  readonly classname: string;
  readonly seconds: number;
  readonly output?: string;
  readonly skipped?: string;
  readonly failure?: TestProblem;
  readonly error?: TestProblem;
}

/** The text of a JUnit XML file with one suite. */
export function testSuitesXml(suite: string, cases: readonly TestCase[]): string {
  const counts = {
    disabled: 0,
    errors: cases.filter((each) => each.error).length,
    failures: cases.filter((each) => each.failure).length,
  };
  const tests = cases.length;
  const time = cases.reduce((sum, each) => sum + each.seconds, 0);
  const skipped = cases.filter((each) => each.skipped).length;
  const lines = [
    '<?xml version="1.0" ?>',
    `<testsuites${attributes({ ...counts, tests, time })}>`,
    `\t<testsuite${attributes({ ...counts, name: suite, skipped, tests, time })}>`,
    ...cases.flatMap(caseLines),
    '\t</testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function caseLines(one: TestCase): string[] {
  const head = `\t\t<testcase${attributes({ classname: one.classname, name: one.name, time: one.seconds })}`;
  const body: string[] = [];
  if (one.skipped) body.push(`<skipped>${escaped(one.skipped)}</skipped>`);
  if (one.error) body.push(problem('error', one.error));
  if (one.failure) body.push(problem('failure', one.failure));
  if (one.output) body.push(`<system-out>${escaped(one.output)}</system-out>`);
  if (body.length === 0) return [`${head}/>`];
  return [`${head}>`, ...body.map((line) => `\t\t\t${line}`), '\t\t</testcase>'];
}

function problem(tag: 'error' | 'failure', { message, output }: TestProblem): string {
  const begin = `<${tag}${attributes({ message, type: tag })}`;
  return output === '' ? `${begin}/>` : `${begin}>${escaped(output)}</${tag}>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

/** Characters XML 1.0 cannot hold are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('>', '&gt;');
}
