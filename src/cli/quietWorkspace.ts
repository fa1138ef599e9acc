import type { Config } from './config.js';
import type { WorkspaceOptions } from './optionGroups.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** A workspace for commands that look at hosts and variables and run nothing. Throws DiagnosticError. */
export function openQuietWorkspace(options: WorkspaceOptions, config: Config): Promise<Workspace> {
  const silent = (): void => undefined;
  return openWorkspace(
    { ...options, tags: [], skipTags: [] },
    { ...config, askPass: false, becomeAskPass: false },
    silent,
    new AbortController().signal,
    { add: silent, mask: (text) => text, reveals: () => false },
  );
}
