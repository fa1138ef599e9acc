import { median, type Sample } from './measure.js';

/** Samples of one contender on a number of hosts. */
export interface Series {
  readonly contender: string;
  readonly hosts: number;
  /** `first`: nothing is configured yet; `again`: nothing is left to do. */
  readonly state: 'first' | 'again';
  readonly samples: readonly Sample[];
}

interface Row {
  readonly contender: string;
  readonly hosts: number;
  readonly state: string;
  readonly wall: number;
  readonly cpu: number;
  /** Wall time and controller CPU in multiples of ansible-playbook's and of the floor's. */
  readonly wallToAnsible: number | undefined;
  readonly cpuToAnsible: number | undefined;
  readonly wallToFloor: number | undefined;
}

/** Medians of every series, with their ratios to ansible-playbook and to the floor under the same conditions. */
export function rows(all: readonly Series[]): Row[] {
  return all.map((series) => {
    const like = (name: string) =>
      all.find(
        (other) => other.contender === name && other.hosts === series.hosts && other.state === series.state,
      );
    const of = (other: Series | undefined, key: keyof Sample) =>
      other === undefined ? undefined : median(other.samples.map((sample) => sample[key]));
    const ratio = (name: string, key: keyof Sample) => {
      const base = of(like(name), key);
      return base === undefined || base === 0 ? undefined : of(series, key)! / base;
    };
    return {
      contender: series.contender,
      hosts: series.hosts,
      state: series.state,
      wall: of(series, 'wall')!,
      cpu: of(series, 'cpu')!,
      wallToAnsible: ratio('ansible', 'wall'),
      cpuToAnsible: ratio('ansible', 'cpu'),
      wallToFloor: ratio('floor', 'wall'),
    };
  });
}

/** The rows as a Markdown table. */
export function markdown(list: readonly Row[]): string {
  const head = [
    'hosts',
    'run',
    'contender',
    'wall s',
    'CPU s',
    'wall / ansible',
    'CPU / ansible',
    'wall / floor',
  ];
  const ratio = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
  const body = list.map((row) => [
    String(row.hosts),
    row.state,
    row.contender,
    row.wall.toFixed(2),
    row.cpu.toFixed(2),
    ratio(row.wallToAnsible),
    ratio(row.cpuToAnsible),
    ratio(row.wallToFloor),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line), ''].join('\n');
}
