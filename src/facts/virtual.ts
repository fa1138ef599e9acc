import type { Facts } from './distribution.js';
import type { ProbeOutput } from './output.js';

type Role = 'guest' | 'host';

/** Collects technologies; the first one decides type and role. */
class Virtualization {
  readonly guest = new Set<string>();
  readonly host = new Set<string>();
  type: string | undefined;
  role: Role | undefined;

  add(condition: boolean, technology: string, role: Role): void {
    if (!condition) return;
    this[role].add(technology);
    if (this.type !== undefined) return;
    this.type = technology;
    this.role = role;
  }
}

/** Names in DMI fields that tell a hypervisor, in the order they decide. */
const dmiNames: readonly (readonly [field: string, names: readonly string[], technology: string])[] = [
  ['product_name', ['KVM', 'KVM Server', 'Bochs', 'AHV'], 'kvm'],
  ['sys_vendor', ['oVirt'], 'oVirt'],
  ['product_name', ['VMware Virtual Platform', 'VMware7,1'], 'VMware'],
  ['product_name', ['OpenStack Compute', 'OpenStack Nova'], 'openstack'],
  ['bios_vendor', ['Xen'], 'xen'],
  ['bios_vendor', ['innotek GmbH'], 'virtualbox'],
  ['bios_vendor', ['Amazon EC2', 'DigitalOcean', 'Hetzner'], 'kvm'],
  ['sys_vendor', ['QEMU', 'Amazon EC2', 'DigitalOcean', 'Google', 'Scaleway', 'Nutanix'], 'kvm'],
  ['sys_vendor', ['KubeVirt'], 'KubeVirt'],
  ['sys_vendor', ['Microsoft Corporation'], 'VirtualPC'],
  ['sys_vendor', ['Parallels Software International Inc.'], 'parallels'],
  ['sys_vendor', ['OpenStack Foundation'], 'openstack'],
];

/** Containers first, then hypervisors, then whether the host itself runs guests. */
export function virtualFacts(probe: ProbeOutput): Facts {
  const found = new Virtualization();
  addContainers(found, probe);
  addHypervisors(found, probe);
  addHostRoles(found, probe);
  return {
    virtualization_type: found.type ?? 'NA',
    virtualization_role: found.role ?? 'NA',
    virtualization_tech_guest: [...found.guest],
    virtualization_tech_host: [...found.host],
  };
}

function addContainers(found: Virtualization, probe: ProbeOutput): void {
  const groups = (probe.file('/proc/1/cgroup') ?? []).join('\n');
  found.add(/\/docker(\/|-[0-9a-f]+\.scope)/.test(groups), 'docker', 'guest');
  found.add(/\/lxc\/|\/machine\.slice\/machine-lxc/.test(groups), 'lxc', 'guest');
  found.add(groups.includes('/system.slice/containerd.service'), 'containerd', 'guest');
  const environment = probe.section('init-environment').split('\n');
  found.add(
    environment.some((line) => line.includes('container=lxc')),
    'lxc',
    'guest',
  );
  found.add(
    environment.some((line) => line.includes('container=podman')),
    'podman',
    'guest',
  );
  found.add(
    environment.some((line) => /^container=./.test(line)),
    'container',
    'guest',
  );
  if (probe.exists('/proc/vz') && !probe.exists('/proc/lve'))
    found.add(true, 'openvz', probe.exists('/proc/bc') ? 'host' : 'guest');
  const manager = probe.value('/run/systemd/container');
  if (manager !== undefined) found.add(true, manager, 'guest');
  found.add(probe.exists('/.dockerenv') || probe.exists('/.dockerinit'), 'docker', 'guest');
  if (
    manager !== undefined ||
    ['docker', 'lxc', 'podman', 'openvz', 'containerd'].some((name) => found.guest.has(name))
  )
    found.guest.add('container');
}

function addHypervisors(found: Virtualization, probe: ProbeOutput): void {
  if (probe.exists('/proc/xen')) {
    const control = (probe.file('/proc/xen/capabilities') ?? []).some((line) => line.includes('control_d'));
    found.add(true, 'xen', control ? 'host' : 'guest');
  }
  const dmi = (field: string): string => probe.value(`/sys/devices/virtual/dmi/id/${field}`) ?? '';
  if (dmi('sys_vendor') === 'Red Hat') {
    found.add(dmi('product_family') === 'RHV', 'RHV', 'guest');
    found.add(dmi('product_name') === 'RHEV Hypervisor', 'RHEV', 'guest');
  }
  for (const [field, names, technology] of dmiNames)
    found.add(names.includes(dmi(field)), technology, 'guest');
  for (const line of probe.file('/proc/cpuinfo') ?? []) {
    found.add(
      /^model name.*QEMU Virtual CPU|^machine.*CHRP IBM pSeries .emulated by qemu./.test(line),
      'kvm',
      'guest',
    );
    found.add(/^vendor_id.*User Mode Linux|^model name.*UML/.test(line), 'uml', 'guest');
    found.add(/^vendor_id.*PowerVM Lx86/.test(line), 'powervm_lx86', 'guest');
    found.add(/^vendor_id.*IBM\/S390/.test(line), 'ibm_systemz', 'guest');
  }
}

function addHostRoles(found: Virtualization, probe: ProbeOutput): void {
  const modules = new Set((probe.file('/proc/modules') ?? []).map((line) => line.split(' ')[0]));
  found.add(modules.has('kvm'), 'kvm', 'host');
  found.add(modules.has('vboxdrv'), 'virtualbox', 'host');
  if (modules.has('virtio')) {
    found.host.add('kvm');
    found.type ??= 'kvm';
    found.role ??= 'guest';
  }
  found.add(probe.exists('/dev/kvm'), 'kvm', 'host');
}
