import type { FilterTool } from '../object/types.js';

/** One line of work for a tool of the target. */
export type Step =
  /** A line of `ip -batch` or `ip -6 -batch`. */
  | { readonly tool: 'ip' | 'ip6' | 'bridge'; readonly words: readonly string[] }
  /** Waits until one of a bond's members has a link. */
  | { readonly tool: 'wait'; readonly members: readonly string[] }
  | { readonly tool: 'sysctl'; readonly name: string; readonly value: string }
  /** A line of a restore file for a table. */
  | { readonly tool: FilterTool; readonly table: string; readonly line: string }
  | { readonly tool: 'nft'; readonly text: string };

/** Which process runs a step: consecutive steps of one tool share it. */
export type StepTool = Step['tool'];
