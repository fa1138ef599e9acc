/** Strips the prefixes under which built-in actions, and other built-in plugins, may also be written. */
export function shortAction(action: string): string {
  return action.replace(/^ansible\.(builtin|legacy)\./, '');
}

/** What comes after the last dot of a name: that of a plugin without its collection. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
