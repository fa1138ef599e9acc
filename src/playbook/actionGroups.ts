import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { shortAction } from '../value/pluginName.js';
import { Dict, type Value } from '../value/types.js';
import { type Collections, qualifiedName } from './collections.js';

/** Groups without a collection in their name, and the groups of collections that they stand for. */
const SHORT_GROUPS: Readonly<Record<string, readonly string[]>> = {
  acme: ['community.crypto.acme'],
  aws: ['amazon.aws.aws', 'community.aws.aws'],
  azure: ['azure.azcollection.azure'],
  cpm: ['wti.remote.cpm'],
  docker: ['community.general.docker', 'community.docker.docker'],
  gcp: ['google.cloud.gcp'],
  k8s: [
    'community.kubernetes.k8s',
    'community.general.k8s',
    'community.kubevirt.k8s',
    'community.okd.k8s',
    'kubernetes.core.k8s',
  ],
  os: ['openstack.cloud.os'],
  ovirt: ['ovirt.ovirt.ovirt', 'community.general.ovirt'],
  vmware: ['community.vmware.vmware'],
};

/**
 * Names of the modules of a group of `module_defaults` (`group/NAME`): the lists `action_groups` of a
 * collection's `meta/runtime.yml` with the groups they extend,
 * fully qualified. Throws DiagnosticError when there is no such group.
 */
export function actionGroup(collections: Collections, group: string, at?: SourceSpan): ReadonlySet<string> {
  const members = new Set<string>();
  if (!collect(collections, group, members, new Set())) {
    fail(
      'unknown-action-group',
      `could not resolve the module_defaults group ${qualifiedName(group) ? group : `ansible.builtin.${group}`}`,
      {
        span: at,
        fix: 'name it as NAMESPACE.COLLECTION.GROUP, of a collection that is installed',
      },
    );
  }
  return members;
}

function collect(collections: Collections, group: string, into: Set<string>, seen: Set<string>): boolean {
  if (seen.has(group)) return true;
  seen.add(group);
  const short = SHORT_GROUPS[shortAction(group)];
  if (short) {
    for (const each of short) collect(collections, each, into, seen);
    return true;
  }
  const parts = qualifiedName(group);
  if (!parts) return false;
  const { collection } = parts;
  const groups = collections.runtime(collection).get('action_groups');
  if (!(groups instanceof Dict)) return false;
  const list = groups.get(group) ?? groups.get(group.slice(collection.length + 1));
  if (!Array.isArray(list)) return false;
  const qualify = (name: string): string => (qualifiedName(name) ? name : `${collection}.${name}`);
  for (const entry of list) {
    if (typeof entry === 'string') into.add(qualify(entry));
    for (const extended of extendedGroups(entry)) collect(collections, qualify(extended), into, seen);
  }
  return true;
}

/** `- metadata: {extend_group: […]}` among the members of a group. */
function extendedGroups(entry: Value): string[] {
  const metadata = entry instanceof Dict ? entry.get('metadata') : undefined;
  const extended = metadata instanceof Dict ? metadata.get('extend_group') : undefined;
  return [extended ?? []].flat().filter((name) => typeof name === 'string');
}
