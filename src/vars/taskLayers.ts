import { type Node, nameOf, type Play, type Role, rolesAround } from '../playbook/ast.js';
import { type Layer, layer } from './layer.js';

/** The layers that a task's place in the playbook gives, highest first within each group. */
interface NodeLayers {
  /** Parameters of includes and roles: above set_fact. */
  readonly params: readonly Layer[];
  /** `vars:` of the task and its blocks, then of its roles. */
  readonly vars: readonly Layer[];
  /** Defaults of the roles around the task. */
  readonly defaults: readonly Layer[];
}

const cache = new WeakMap<Node, NodeLayers>();

/**
 * Layers for a task (Ansible documentation, "Understanding variable precedence"): include parameters, role
 * parameters, task and block vars, role vars, role defaults.
 */
export function nodeLayers(node: Node): NodeLayers {
  let found = cache.get(node);
  if (!found) {
    found = build(node);
    cache.set(node, found);
  }
  return found;
}

function build(node: Node): NodeLayers {
  const includeParams: Layer[] = [];
  const vars: Layer[] = [];
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.kind === 'block' && at.includeVars)
      includeParams.push(...layer('include parameters', at.includeVars));
    if (at.kind === 'task' || at.kind === 'block') {
      vars.push(
        ...layer(
          `${at.kind} vars${nameOf(at) === undefined ? '' : ` of "${nameOf(at)}"`}`,
          at.source.get('vars'),
        ),
      );
    }
    if (at.kind === 'play') break;
  }
  const roles = rolesAround(node);
  const roleParams = roles.flatMap((role) => layer(`parameters of role ${role.name}`, role.params));
  const innermost = roles[0];
  return {
    params: [...includeParams, ...roleParams],
    vars: [...vars, ...(innermost ? roleVars(innermost) : [])],
    defaults: innermost ? roleDefaults(innermost) : [],
  };
}

/** Variables of a role: its own, those of its dependencies, those of the roles that depend on it. */
function roleVars(role: Role): Layer[] {
  return [role, ...dependencies(role), ...parents(role)].flatMap(ownVars);
}

/** `vars/` of a role, then `vars:` of the entry that asks for it. */
function ownVars(role: Role): Layer[] {
  return [
    ...layer(`role vars of ${role.name}`, role.vars),
    ...layer(`vars of role entry ${role.name}`, role.source.get('vars')),
  ];
}

function roleDefaults(role: Role): Layer[] {
  return [role, ...parents(role), ...dependencies(role)].flatMap((each) =>
    layer(`role defaults of ${each.name}`, each.defaults),
  );
}

/** All roles a role depends on, the last loaded first. */
function dependencies(role: Role): Role[] {
  return role.dependencies.flatMap((each) => [...dependencies(each).reverse(), each]).reverse();
}

function parents(role: Role): Role[] {
  return rolesAround(role).slice(1);
}

/** Variables and defaults that the play's roles share with all its tasks, highest first. */
export function sharedRoleLayers(play: Play): { vars: Layer[]; defaults: Layer[] } {
  const shared = [...play.roles, ...play.importedRoles.filter((role) => role.exported)].reverse();
  return {
    vars: shared.flatMap(roleVars),
    defaults: shared.flatMap(roleDefaults),
  };
}

/** `vars:` of the play and of the import_playbook entries around it, highest first. */
export function playVars(play: Play): Layer[] {
  const layers: Layer[] = [];
  const own = layer('play vars', play.source.get('vars'));
  for (let at: Node | undefined = play.parent; at; at = at.parent)
    layers.unshift(...layer('import_playbook vars', at.source.get('vars')));
  return [...layers, ...own];
}
