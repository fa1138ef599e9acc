import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { AptArgs } from './aptArgs.js';
import { fetchedDeb } from './aptDeb.js';
import type { AptWork } from './aptDecision.js';
import { cacheStamp } from './aptProbe.js';

/** Carries out the calls; prints their output, and behind a separator the stamps of the cache after and before. */
export function aptScript(args: AptArgs, work: AptWork): Sh {
  const options = aptOptions(args);
  if (args.deb?.includes('://') && work.calls.length > 0) return fetchedDeb(args.deb, options);
  const calls = work.calls.map(([verb = '', ...rest]) => {
    const recommends =
      args.install_recommends === undefined
        ? []
        : ['-o', `APT::Install-Recommends=${args.install_recommends ? 'yes' : 'no'}`];
    return sh`apt-get ${[...options, ...(verb === 'install' ? recommends : []), verb, ...rest]} || exit $?`;
  });
  return joinSh(
    [
      sh`export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LC_ALL=C`,
      ...(args.policy_rc_d === undefined ? [] : [policyScript(args.policy_rc_d)]),
      ...(work.update ? [updateScript(args)] : []),
      ...calls,
      sh`printf '\\036'; ${cacheStamp}; printf ' %s' "\${before:-}"`,
    ],
    '\n',
  );
}

function aptOptions(args: AptArgs): string[] {
  return [
    '-y',
    '-o',
    `DPkg::Lock::Timeout=${args.lock_timeout}`,
    ...args.dpkg_options.split(',').flatMap((option) => ['-o', `Dpkg::Options::=--${option.trim()}`]),
    ...(args.default_release === undefined ? [] : ['-t', args.default_release]),
    ...(args.autoremove && args.name !== undefined ? ['--auto-remove'] : []),
    ...(args.fail_on_autoremove ? ['--no-remove'] : []),
    ...(args.allow_unauthenticated || args.force ? ['--allow-unauthenticated'] : []),
    ...(args.allow_downgrade || args.force ? ['--allow-downgrades'] : []),
    ...(args.allow_change_held_packages || args.force ? ['--allow-change-held-packages'] : []),
    ...(args.force ? ['--allow-remove-essential'] : []),
  ];
}

/** Exponential pauses between attempts, as the mirrors may be busy. */
function updateScript(args: AptArgs): Sh {
  return sh`before=$(${cacheStamp})
n=0 pause=1
until apt-get -q update >&2; do
n=$((n + 1)); [ "$n" -lt ${args.update_cache_retries} ] || exit 100
sleep "$pause"; pause=$((pause * 2)); [ "$pause" -le ${args.update_cache_retry_max_delay} ] || pause=${args.update_cache_retry_max_delay}
done`;
}

/** Puts a policy-rc.d in place for the time of the call. */
function policyScript(status: number): Sh {
  return sh`[ -e /usr/sbin/policy-rc.d ] && mv /usr/sbin/policy-rc.d /usr/sbin/policy-rc.d.mw
trap 'trap "" 1 2 13 15; rm -f /usr/sbin/policy-rc.d; [ -e /usr/sbin/policy-rc.d.mw ] && mv /usr/sbin/policy-rc.d.mw /usr/sbin/policy-rc.d' 0
trap 'exit 143' 1 2 13 15
printf '#!/bin/sh\\nexit %s\\n' ${status} >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d`;
}
