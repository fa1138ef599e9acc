import { type Node, playOf, type Role } from './ast.js';

/**
 * The collections in which unqualified names of a node are looked for, in order; empty when only the old places
 * (`library/` and what the engine brings) count. The nearest `collections:` wins; a role starts afresh with its
 * own collection and those of its metadata; a playbook of a collection begins with that one (Ansible
 * documentation, "Using collections in playbooks" and "in roles").
 */
export function searchedCollections(node: Node): string[] {
  const ofPlaybook = playOf(node).collection;
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.kind === 'role') return ofRole(at, ofPlaybook);
    const written = at.source.get('collections');
    if (written !== undefined && written !== null) {
      return withEngine(ofPlaybook, [written].flat().map(String));
    }
  }
  return withEngine(ofPlaybook, []);
}

function ofRole(role: Role, ofPlaybook: string | undefined): string[] {
  const own = role.collection ?? ofPlaybook;
  const list = [...new Set([...(own === undefined ? [] : [own]), ...role.collections])];
  if (list.length === 0 || namesEngine(list)) return list;
  return [...list, role.collection === undefined ? 'ansible.legacy' : 'ansible.builtin'];
}

function withEngine(first: string | undefined, written: readonly string[]): string[] {
  const list = first === undefined || written.includes(first) ? [...written] : [first, ...written];
  return list.length === 0 || namesEngine(list) ? list : [...list, 'ansible.legacy'];
}

function namesEngine(list: readonly string[]): boolean {
  return list.includes('ansible.builtin') || list.includes('ansible.legacy');
}
