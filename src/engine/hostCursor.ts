import type { Block, Task, TaskNode } from '../playbook/ast.js';

type Section = 'block' | 'rescue' | 'always';
const ORDINAL: Readonly<Record<Section, number>> = { block: 0, rescue: 1, always: 2 };

interface Frame {
  /** undefined entries are places that belong to other hosts (an include that this host did not ask for). */
  nodes: readonly (TaskNode | undefined)[];
  index: number;
  section: Section;
  readonly block: Block | undefined;
  /** A failure that goes on outwards when `always` is through. */
  failed: boolean;
  /** A flush of handlers: only notified ones are visited. */
  readonly handlers: boolean;
}

/** Where a failure led. */
type FailureOutcome = 'rescued' | 'always' | 'failed';

/**
 * The place of one host in a play: which task comes next, and where a failure leads (Ansible documentation,
 * "Blocks"). Includes and handler flushes push their tasks onto the stack.
 */
export class HostCursor {
  private readonly stack: Frame[] = [];
  /** The host is out: a failure that nothing rescued, or unreachable. */
  failed = false;
  /**
   * The last task or block failed, and neither its own block nor a rescue takes that up: such a failure counts at once,
   * for `any_errors_fatal` and for `ansible_play_hosts`, though an `always` further out still runs.
   */
  escaped = false;

  /** `visits` decides whether a task concerns the host at all (tags, completed roles, notified handlers). */
  constructor(
    nodes: readonly TaskNode[],
    private readonly visits: (task: Task, asHandler: boolean) => boolean,
  ) {
    this.push(nodes);
  }

  /** The next task, or undefined at the end of the play. */
  current(): Task | undefined {
    for (;;) {
      const frame = this.stack.at(-1);
      if (!frame) return undefined;
      if (frame.index >= frame.nodes.length) {
        this.leave(frame);
        continue;
      }
      const node = frame.nodes[frame.index];
      if (node?.kind === 'task' && this.visits(node, frame.handlers)) return node;
      if (node?.kind === 'block') this.enter(node);
      else frame.index += 1;
    }
  }

  /** Moves past the current task. */
  advance(): void {
    this.escaped = false;
    const frame = this.stack.at(-1);
    if (frame) frame.index += 1;
  }

  /** Puts tasks (of an include or a flush) in the place of the current one; when they are through, it is done. */
  push(nodes: readonly (TaskNode | undefined)[], handlers = false): void {
    this.escaped = false;
    this.stack.push({ nodes, index: 0, section: 'block', block: undefined, failed: false, handlers });
  }

  /** The current task failed: goes to the next rescue or always section, or ends the host. */
  fail(): FailureOutcome {
    const depth = this.stack.length;
    const outcome = this.unwind();
    this.escaped = outcome !== 'rescued' && this.stack.length < depth;
    return outcome;
  }

  private unwind(): FailureOutcome {
    for (let frame = this.stack.at(-1); frame; frame = this.stack.at(-1)) {
      const { block } = frame;
      if (block && frame.section === 'block' && block.rescue.length > 0) {
        this.goTo(frame, 'rescue');
        return 'rescued';
      }
      if (block && frame.section !== 'always' && block.always.length > 0) {
        this.goTo(frame, 'always');
        frame.failed = true;
        return 'always';
      }
      this.stack.pop();
    }
    this.failed = true;
    return 'failed';
  }

  /** true when a block around the current task will rescue a failure. */
  isRescuable(): boolean {
    return this.stack.some(
      ({ block, section }) => section === 'block' && block !== undefined && block.rescue.length > 0,
    );
  }

  /** true when the next task stands itself in a rescue or always section: a failure elsewhere does not stop it. */
  isRecovering(): boolean {
    return this.current() !== undefined && this.stack.at(-1)!.section !== 'block';
  }

  /** Failures that were to go on outwards, behind an `always`, are forgotten. */
  forgive(): void {
    for (const frame of this.stack) frame.failed = false;
  }

  /** Ends the play for this host. */
  end(): void {
    this.stack.length = 0;
  }

  /** Position in the play; positions of different hosts compare with `comparePaths`. */
  path(): number[] {
    return this.stack.flatMap((frame) => [ORDINAL[frame.section], frame.index]);
  }

  private enter(block: Block): void {
    this.stack.push({
      nodes: block.block,
      index: 0,
      section: 'block',
      block,
      failed: false,
      handlers: false,
    });
  }

  private goTo(frame: Frame, section: Section): void {
    frame.section = section;
    frame.nodes = frame.block?.[section] ?? [];
    frame.index = 0;
  }

  private leave(frame: Frame): void {
    if (frame.block && frame.section !== 'always' && frame.block.always.length > 0) {
      this.goTo(frame, 'always');
      return;
    }
    this.stack.pop();
    if (frame.failed) this.escaped = this.unwind() !== 'rescued';
    else this.advance();
  }
}

/** Orders two positions: negative when `a` comes first. */
export function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
