import { toFloat } from '../value/types.js';
import type { Facts } from './distribution.js';
import type { ProbeOutput } from './output.js';

/** Environment of the login, with multi-line values put together again. */
export function environment(probe: ProbeOutput): Record<string, string> {
  const variables: Record<string, string> = {};
  let last: string | undefined;
  for (const line of probe.section('env').split('\n')) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (match) {
      last = match[1]!;
      variables[last] = match[2]!;
    } else if (last !== undefined) {
      variables[last] += `\n${line}`;
    }
  }
  return variables;
}

/** The login user (the become user when one is used). */
export function userFacts(probe: ProbeOutput): Facts {
  const [realUid, uid, realGid, gid, name = ''] = probe.section('id').split('\n');
  const [login = name, , passwdUid = uid, passwdGid = gid, gecos = '', dir = '', shell = ''] = probe
    .section('passwd')
    .split('\n')[0]!
    .split(':');
  return {
    user_id: name || login,
    user_uid: Number(passwdUid),
    user_gid: Number(passwdGid),
    user_gecos: gecos,
    user_dir: dir,
    user_shell: shell,
    real_user_id: Number(realUid),
    effective_user_id: Number(uid),
    real_group_id: Number(realGid),
    effective_group_id: Number(gid),
  };
}

/** The host's clock. Names of both halves of the year tell the zone's summer time. */
export function dateTime(probe: ProbeOutput): Record<string, string> {
  const [now = '', winter = '', summer = ''] = probe.section('date').split('\n');
  const [
    year,
    month,
    weekday,
    weekdayNumber,
    weeknumber,
    day,
    hour,
    minute,
    second,
    epoch,
    nanos,
    tz,
    offset,
  ] = now.split(' ') as string[];
  const micro = /^\d+$/.test(nanos ?? '') ? nanos!.slice(0, 6) : '000000';
  const utc = new Date(Number(epoch) * 1000).toISOString().slice(0, 19);
  const local = `${year}${month}${day}T${hour}${minute}${second}`;
  return {
    year: year!,
    month: month!,
    weekday: weekday!,
    weekday_number: weekdayNumber!,
    weeknumber: weeknumber!,
    day: day!,
    hour: hour!,
    minute: minute!,
    second: second!,
    epoch: epoch!,
    epoch_int: epoch!,
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}`,
    iso8601_micro: `${utc}.${micro}Z`,
    iso8601: `${utc}Z`,
    iso8601_basic: `${local}${micro}`,
    iso8601_basic_short: local,
    tz: tz!,
    tz_dst: summerZone(winter, summer) ?? tz!,
    tz_offset: offset!,
  };
}

function summerZone(january: string, july: string): string | undefined {
  const [first, firstOffset] = january.split(' ');
  const [second, secondOffset] = july.split(' ');
  if (firstOffset === undefined || secondOffset === undefined) return undefined;
  return Number(secondOffset) >= Number(firstOffset) ? second : first;
}

/** The kernel's command line: words with `=` as text, others as true. `all`: repeated words become lists. */
export function commandLine(probe: ProbeOutput, all: boolean): Record<string, unknown> {
  const words: Record<string, unknown> = {};
  for (const word of (probe.file('/proc/cmdline')?.[0] ?? '').match(/(?:"[^"]*"|[^\s"])+/g) ?? []) {
    const [name = '', ...rest] = word.replaceAll('"', '').split('=');
    const value = rest.length === 0 ? true : rest.join('=');
    const earlier = words[name];
    words[name] =
      all && earlier !== undefined
        ? [...(Array.isArray(earlier) ? (earlier as unknown[]) : [earlier]), value]
        : value;
  }
  return words;
}

/** The resolver's configuration. */
export function dns(probe: ProbeOutput): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const line of probe.file('/etc/resolv.conf') ?? []) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (!word || /^[#;]/.test(word)) continue;
    if (word === 'nameserver')
      facts.nameservers = [...((facts.nameservers as string[] | undefined) ?? []), ...rest];
    else if (word === 'domain' && rest.length > 0) facts.domain = rest[0];
    else if (word === 'search' || word === 'sortlist') facts[word] = rest;
    else if (word === 'options') {
      facts.options = Object.fromEntries(
        rest.map((option) => [
          option.split(':')[0]!,
          option.includes(':') ? option.slice(option.indexOf(':') + 1) : true,
        ]),
      );
    }
  }
  return facts;
}

/** SELinux, from its file system. */
export function selinuxFacts(probe: ProbeOutput): Facts {
  return { selinux: selinux(probe), selinux_python_present: true };
}

/** Whether AppArmor is on. */
export function apparmor(probe: ProbeOutput): Facts {
  return { apparmor: { status: probe.exists('/sys/kernel/security/apparmor') ? 'enabled' : 'disabled' } };
}

/** Whether the kernel runs in FIPS mode. */
export function fips(probe: ProbeOutput): Facts {
  return { fips: probe.value('/proc/sys/crypto/fips_enabled') === '1' };
}

function selinux(probe: ProbeOutput): Record<string, unknown> {
  const enforce = probe.value('/sys/fs/selinux/enforce');
  if (enforce === undefined) return { status: 'disabled' };
  const config = Object.fromEntries(
    (probe.file('/etc/selinux/config') ?? []).map((line) => line.trim().split('=')),
  );
  const version = probe.value('/sys/fs/selinux/policyvers');
  return {
    status: 'enabled',
    policyvers: version === undefined ? 'unknown' : Number(version),
    config_mode: config.SELINUX ?? 'unknown',
    mode: enforce === '1' ? 'enforcing' : 'permissive',
    type: config.SELINUXTYPE ?? 'unknown',
  };
}

/** Whether the root directory differs from that of process 1. */
export function isChroot(probe: ProbeOutput): boolean {
  const lines = probe.section('chroot').split('\n');
  if (lines[0] === 'debian_chroot') return true;
  const [own, init] = lines;
  // without the right to look at process 1, ext4's and others' root inode tells
  if (init === undefined)
    return own !== undefined && own !== '' && !['2', '64', '96', '128', '256'].includes(own.split(' ')[0]!);
  return own !== init;
}

/** 1, 5 and 15 minutes' load. */
export function loadAverage(probe: ProbeOutput): Record<string, unknown> {
  const [one, five, fifteen] = (probe.value('/proc/loadavg') ?? '0 0 0').split(' ').map(Number);
  return { '1m': toFloat(one!), '5m': toFloat(five!), '15m': toFloat(fifteen!) };
}

/** `ssh_host_key_ed25519_public` and its relatives. */
export function hostKeys(probe: ProbeOutput): Facts {
  const facts: Facts = {};
  for (const path of probe.paths('/etc/ssh/ssh_host_')) {
    const kind = /ssh_host_(\w+)_key\.pub$/.exec(path)?.[1];
    const [type, key] = (probe.value(path) ?? '').split(' ');
    if (kind === undefined || key === undefined) continue;
    facts[`ssh_host_key_${kind}_public`] = key;
    facts[`ssh_host_key_${kind}_public_keytype`] = type;
  }
  return facts;
}

/** Linux Standard Base: of `lsb_release`, else of /etc/lsb-release; empty without both. */
export function lsb(probe: ProbeOutput): Record<string, string> {
  const facts: Record<string, string> = {};
  const names: Readonly<Record<string, string>> = {
    'Distributor ID': 'id',
    Description: 'description',
    Release: 'release',
    Codename: 'codename',
    DISTRIB_ID: 'id',
    DISTRIB_DESCRIPTION: 'description',
    DISTRIB_RELEASE: 'release',
    DISTRIB_CODENAME: 'codename',
  };
  const lines =
    probe.section('lsb') === '' ? (probe.file('/etc/lsb-release') ?? []) : probe.section('lsb').split('\n');
  for (const line of lines) {
    const match = /^([^:=]+)[:=]\s*(.*)$/.exec(line);
    const name = match && names[match[1]!.trim()];
    if (name) facts[name] = match[2]!.trim().replace(/^["'\\]+|["'\\]+$/g, '');
  }
  if (facts.release !== undefined) facts.major_release = facts.release.split('.')[0]!;
  return facts;
}

/** Capabilities of the login, as capsh shows them. */
export function capabilities(probe: ProbeOutput): Facts {
  const current = /^Current:(.*)$/m.exec(probe.section('caps'))?.[1]?.trim();
  if (current === undefined) return { system_capabilities: 'N/A', system_capabilities_enforced: 'N/A' };
  if (current === '=ep') return { system_capabilities: [], system_capabilities_enforced: 'False' };
  const list = current.slice(current.indexOf('=') + 1);
  return {
    system_capabilities: list.split(',').map((word) => word.trim()),
    system_capabilities_enforced: 'True',
  };
}
