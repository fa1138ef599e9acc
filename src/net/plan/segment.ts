import { batchWord, isBatchable } from '../batchWord.js';
import type { FilterPrograms } from '../object/types.js';
import { parseSaved } from '../read/chains.js';
import { filterCommands } from './filterCommands.js';
import { wholeTables } from './restore.js';
import type { Step, StepTool } from './step.js';

/** Work for one process of the target (none for sysctls), in order. */
export interface Segment {
  readonly tool: StepTool;
  /** How the tool is called on the target. */
  readonly program: string;
  /** The process's standard input. */
  readonly input: string;
  /** For each line of the input, setting, wait or command the number of its operation; for arptables that of the first. */
  readonly owners: readonly number[];
  /** The members of a bond of which one needs a link, for each step of the tool `wait`. */
  readonly waits: readonly (readonly string[])[];
  /** Commands without the program's name: for a filter tool without a restore program, and for words that no batch holds. */
  readonly commands: readonly (readonly string[])[];
  /** Settings to write, for the tool `sysctl`. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** Tools whose steps are not lines of an input. */
const numbered: ReadonlySet<StepTool> = new Set(['sysctl', 'wait']);

/** Groups the steps of operations so that consecutive steps of one tool are one process. */
export function segmentsOf(
  operations: readonly { readonly steps: readonly Step[] }[],
  saved: ReadonlyMap<string, string>,
  programs: FilterPrograms = new Map(),
): Segment[] {
  const runs: { tool: StepTool; alone: boolean; steps: Step[]; owners: number[] }[] = [];
  operations.forEach(({ steps }, owner) => {
    for (const step of steps) {
      const alone = isUnbatchable(step);
      let run = runs.at(-1);
      if (run?.tool !== step.tool || run.alone !== alone) {
        run = { tool: step.tool, alone, steps: [], owners: [] };
        runs.push(run);
      }
      run.steps.push(step);
      run.owners.push(owner);
    }
  });
  const none = { input: '', commands: [], waits: [], settings: [] };
  // arptables loads whole tables: a later run starts from what an earlier one left
  let arp = saved.get('arptables') ?? '';
  return runs.map(({ tool, alone, steps, owners }): Segment => {
    const { program, restores = true } = programs.get(tool) ?? { program: tool };
    if (alone) {
      const commands = steps.flatMap((step) => ('words' in step ? [step.words] : []));
      const [name, ...flags] = tool === 'ip6' ? ['ip', '-6'] : [tool];
      return {
        ...none,
        tool,
        program: name!,
        commands: commands.map((words) => [...flags, ...words]),
        owners,
      };
    }
    if (tool === 'arptables') {
      const before = arp;
      arp = wholeTables(parseSaved(arp, true), steps.flatMap(tableLine));
      if (restores) return { ...none, tool, program, input: arp, owners: owners.slice(0, 1) };
      const all = filterCommands(before, steps.flatMap(tableLine));
      const commands = all.flatMap((command) => (command === undefined ? [] : [command]));
      return { ...none, tool, program, commands, owners: owners.filter((_, i) => all[i] !== undefined) };
    }
    const [lines, lineOwners] = inputLines(steps, owners);
    const settings = steps.flatMap((step) => (step.tool === 'sysctl' ? [step] : []));
    const waits = steps.flatMap((step) => (step.tool === 'wait' ? [step.members] : []));
    const input = lines.map((line) => `${line}\n`).join('');
    return {
      ...none,
      tool,
      program,
      input,
      owners: numbered.has(tool) ? owners : lineOwners,
      waits,
      settings,
    };
  });
}

/** Words that others gave, such as an alias of before: a command line holds what a batch cannot. */
function isUnbatchable(step: Step): boolean {
  return 'words' in step && !step.words.every(isBatchable);
}

function inputLines(steps: readonly Step[], owners: readonly number[]): [string[], number[]] {
  const lines: string[] = [];
  const lineOwners: number[] = [];
  let table = '';
  const push = (line: string, owner: number): void => {
    lines.push(line);
    lineOwners.push(owner);
  };
  steps.forEach((step, i) => {
    const owner = owners[i]!;
    if (step.tool === 'nft') for (const line of step.text.trimEnd().split('\n')) push(line, owner);
    else if ('words' in step) push(step.words.map(batchWord).join(' '), owner);
    else if ('line' in step) {
      if (step.table !== table) {
        if (table !== '') push('COMMIT', owner);
        push(`*${step.table}`, owner);
        table = step.table;
      }
      push(step.line, owner);
    }
  });
  if (table !== '') push('COMMIT', owners.at(-1)!);
  return [lines, lineOwners];
}

function tableLine(step: Step): { table: string; line: string }[] {
  return 'line' in step ? [step] : [];
}
