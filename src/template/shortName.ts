const collections = /^(?:ansible\.(?:builtin|legacy|utils|netcommon|posix)|community\.general)\./;

/** The name under which a filter, test or lookup is registered: without the collection of Ansible's own ones. */
export function shortName(name: string): string {
  return name.includes('.') ? name.replace(collections, '') : name;
}
