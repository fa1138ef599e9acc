import type { Dict } from '../value/types.js';

/** A lab as its file describes it, defaults filled in. The file's keys are listed in docs/lab.md. */
export interface Topology {
  /** Lower-case letters, digits and `-`; the state directory and the inventory carry it. */
  readonly name: string;
  readonly networks: readonly Network[];
  readonly hosts: readonly Host[];
  readonly guests: readonly Guest[];
  readonly stations: readonly Station[];
}

/** One Ethernet segment: a bridge in the controller's namespace. */
export interface Network {
  readonly name: string;
  /** Bytes; of the bridge and of every interface plugged into it. Default 1500. */
  readonly mtu: number;
  /** The controller's own address with prefix length, when it takes part in this segment. */
  readonly controller?: string;
  /** A cable between two cards instead of a switch: nothing in between swallows LACP or answers for a dead peer. */
  readonly cable: boolean;
}

/** A network card of a host or station. */
export interface Interface {
  readonly network: string;
  /** Name inside the host; default `eth<n>` in the order of the file. */
  readonly name: string;
  /** Address with prefix length; none leaves the card up without an address. */
  readonly address?: string;
}

/** Whose kernel a host runs on: this machine's, or a full one that the lab starts. */
export type Kernel = 'machine' | 'full';

/** What carries the full kernel: user-mode Linux, QEMU with KVM, or QEMU that emulates a processor. */
export type FullKernel = 'uml' | 'kvm' | 'emulated';

/** What a host may need of its kernel. */
export type Feature = 'bonding' | 'vlan' | 'vlan_filtering' | 'dummy' | 'vrf' | 'esp' | 'openvswitch';

export type ShellName = 'dash' | 'bash' | 'busybox' | 'mksh';

/** A managed host: own network, mounts, processes and hostname over a writable overlay of this machine. */
export interface Host {
  readonly name: string;
  readonly interfaces: readonly Interface[];
  readonly gateway?: string;
  /** `auto` until `up` has looked what this machine's kernel can do: full when a need is not met. */
  readonly kernel: Kernel | 'auto';
  readonly needs: readonly Feature[];
  /** Whether systemd boots, or sshd runs alone. */
  readonly init: 'none' | 'systemd';
  /** Runs ovsdb-server and ovs-vswitchd, on the full kernel with its datapath, else with the userspace one. */
  readonly openvswitch: boolean;
  /** A card whose address sits on the Open vSwitch bridge `br-underlay`, so that tunnels can leave through it. */
  readonly tunnels?: string;
  /** false hides python and perl. */
  readonly python: boolean;
  /** What /bin/sh and root's login shell are. */
  readonly shell: ShellName;
  /** `busybox` replaces coreutils, grep, sed, tar and the like with busybox applets. */
  readonly tools: 'gnu' | 'busybox';
  readonly users: readonly User[];
  /** Size of the writable layer in MiB. */
  readonly size: number;
  /** sshd_config lines that win over the lab's own. */
  readonly sshd: readonly (readonly [keyword: string, value: string])[];
  /** Inventory groups and variables. */
  readonly groups: readonly string[];
  readonly vars: Dict;
}

/** A login of a host besides root. */
export interface User {
  readonly name: string;
  /** In clear: lab accounts guard nothing. Without one only the lab's key logs in. */
  readonly password?: string;
  readonly sudo: 'none' | 'password' | 'nopasswd';
  /** Whether the lab's key may log in. */
  readonly key: boolean;
}

/** A virtual machine's stand-in: a namespace plugged into a host's bridge once that bridge exists. */
export interface Guest {
  readonly name: string;
  readonly host: string;
  /** Empty for a guest whose tap is left to whoever routes for it. */
  readonly bridge: string;
  readonly address: string;
  readonly mac?: string;
  readonly gateway?: string;
  readonly mtu: number;
}

/** A machine that nobody manages: a web server on the public side, a client. */
export interface Station {
  readonly name: string;
  readonly interfaces: readonly Interface[];
  readonly gateway?: string;
  /** TCP ports on which a small web server answers with the station's name. */
  readonly listen: readonly number[];
}
