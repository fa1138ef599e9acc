import type { ArgsOf } from '../../spec/types.js';

/** Arguments of the module apt. */
export const aptArgs = {
  name: {
    type: 'list',
    elements: 'str',
    aliases: ['package', 'pkg'],
    description: 'Packages: `name`, `name=1.2*`, patterns.',
  },
  state: {
    choices: ['absent', 'build-dep', 'fixed', 'latest', 'present', 'installed', 'removed'],
    default: 'present',
    description:
      '`latest` also upgrades, `build-dep` installs build dependencies, `fixed` repairs broken ones.',
  },
  update_cache: { type: 'bool', aliases: ['update-cache'], description: 'Run apt-get update first.' },
  cache_valid_time: {
    type: 'int',
    default: 0,
    description: 'Seconds for which the cache counts as fresh; implies update_cache.',
  },
  update_cache_retries: { type: 'int', default: 5, description: 'Attempts of an update.' },
  update_cache_retry_max_delay: {
    type: 'int',
    default: 12,
    description: 'Longest pause in seconds between attempts.',
  },
  purge: { type: 'bool', default: false, description: 'Also remove configuration files.' },
  deb: { type: 'path', description: 'Package file on the target, or a URL.' },
  default_release: { aliases: ['default-release'], description: 'Release to prefer.' },
  install_recommends: {
    type: 'bool',
    aliases: ['install-recommends'],
    description: "Whether to install recommended packages; default: the target's setting.",
  },
  force: {
    type: 'bool',
    default: false,
    description: 'Dangerous: allow unauthenticated packages, downgrades and removals.',
  },
  upgrade: {
    choices: ['dist', 'full', 'no', 'safe', 'yes'],
    default: 'no',
    description: 'Upgrade all packages.',
  },
  dpkg_options: {
    default: 'force-confdef,force-confold',
    description: 'Options for dpkg, without the leading dashes.',
  },
  autoremove: { type: 'bool', default: false, description: 'Remove dependencies that nothing needs.' },
  autoclean: {
    type: 'bool',
    default: false,
    description: 'Remove package files that cannot be fetched any more.',
  },
  clean: { type: 'bool', default: false, description: 'Remove all fetched package files.' },
  fail_on_autoremove: { type: 'bool', default: false, description: 'Fail instead of removing packages.' },
  policy_rc_d: {
    type: 'int',
    description: 'Exit status of a policy-rc.d during the call; 101 keeps services from starting.',
  },
  only_upgrade: { type: 'bool', default: false, description: 'Upgrade packages only if they are installed.' },
  force_apt_get: { type: 'bool', default: false, description: 'Accepted; apt-get is always used.' },
  allow_unauthenticated: {
    type: 'bool',
    default: false,
    aliases: ['allow-unauthenticated'],
    description: 'Ignore missing signatures.',
  },
  allow_downgrade: {
    type: 'bool',
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    description: 'Allow older versions.',
  },
  allow_change_held_packages: {
    type: 'bool',
    default: false,
    description: 'Allow changes of held packages.',
  },
  lock_timeout: { type: 'int', default: 60, description: 'Seconds to wait for the lock.' },
} as const;

export type AptArgs = ArgsOf<typeof aptArgs>;
