import { defineModule } from '../../module/define.js';
import type { Applied, Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import { attributeArgs } from '../files/attributes.js';
import {
  applyEdit,
  decideEdit,
  type EditTarget,
  type EditWork,
  keepEdit,
  probeEdit,
  refuseEdit,
} from '../files/edit.js';
import { readRepository, writeRepository } from './repositoryFile.js';

interface Found {
  readonly target: EditTarget;
  readonly folder: boolean;
}

interface Work {
  readonly edit: EditWork;
  /** The file has no repository left and goes. */
  readonly remove: boolean;
}

const words = { type: 'list', elements: 'str' } as const;

/** Options of a repository that are written as they are, with what they mean. */
const options = {
  async: { type: 'bool', description: 'Fetch metadata in the background.' },
  bandwidth: { description: 'Bytes a second to use at most.' },
  baseurl: { ...words, description: 'Addresses of the repository.' },
  cost: { description: 'Preference against other repositories.' },
  deltarpm_metadata_percentage: { description: 'When metadata of deltas is worth its size.' },
  deltarpm_percentage: { description: 'When deltas are worth their size.' },
  enabled: { type: 'bool', description: 'Whether it is used.' },
  enablegroups: { type: 'bool', description: 'Whether it may define groups of packages.' },
  exclude: { ...words, aliases: ['excludepkgs'], description: 'Packages to leave out.' },
  failovermethod: { choices: ['roundrobin', 'priority'], description: 'Order of the addresses.' },
  gpgcakey: { description: 'Key of the authority that signed the keys.' },
  gpgcheck: { type: 'bool', description: 'Check signatures of packages.' },
  gpgkey: { ...words, description: 'Addresses of the keys.' },
  http_caching: { choices: ['all', 'packages', 'none'], description: 'What proxies may cache.' },
  include: { description: 'Another configuration file.' },
  includepkgs: { ...words, description: 'The only packages to use.' },
  ip_resolve: { choices: ['4', '6', 'IPv4', 'IPv6', 'whatever'], description: 'Version of IP.' },
  keepalive: { type: 'bool', description: 'Keep connections open.' },
  keepcache: { choices: ['0', '1'], description: 'Keep packages after installation.' },
  metadata_expire: { description: 'Age at which metadata is fetched again.' },
  metadata_expire_filter: {
    choices: ['never', 'read-only:past', 'read-only:present', 'read-only:future'],
    description: 'Commands for which old metadata will do.',
  },
  metalink: { description: 'Address of a metalink.' },
  mirrorlist: { description: 'Address of a list of mirrors.' },
  mirrorlist_expire: { description: 'Age at which the list is fetched again.' },
  module_hotfixes: { type: 'bool', description: 'Do not filter by modules.' },
  password: { no_log: true, description: 'Password of the repository.' },
  priority: { description: 'Priority.' },
  protect: { type: 'bool', description: 'Keep its packages from updates by others.' },
  proxy: { description: 'Proxy.' },
  proxy_password: { no_log: true, description: 'Password of the proxy.' },
  proxy_username: { description: 'User of the proxy.' },
  repo_gpgcheck: { type: 'bool', description: 'Check signatures of metadata.' },
  retries: { description: 'Attempts.' },
  s3_enabled: { type: 'bool', description: 'Credentials of Amazon S3.' },
  skip_if_unavailable: { type: 'bool', description: 'Go on without it when it does not answer.' },
  ssl_check_cert_permissions: { type: 'bool', description: 'Check who may read the certificate.' },
  sslcacert: { aliases: ['ca_cert'], description: 'Certificates of authorities.' },
  sslclientcert: { aliases: ['client_cert'], description: 'Own certificate.' },
  sslclientkey: { aliases: ['client_key'], description: 'Own key.' },
  sslverify: { type: 'bool', aliases: ['validate_certs'], description: "Check the server's certificate." },
  throttle: { description: 'Bandwidth limit.' },
  timeout: { description: 'Seconds to wait for a connection.' },
  ui_repoid_vars: { description: 'Variables shown with the id.' },
  username: { description: 'User of the repository.' },
} as const satisfies ArgOptions;

/** Keeps repositories of yum and dnf. */
export const yumRepository = defineModule({
  name: 'ansible.builtin.yum_repository',
  doc: {
    short: 'Keeps repositories of yum and dnf',
    examples: `- ansible.builtin.yum_repository:
    name: tools
    description: Tools of the house
    baseurl: https://packages.example.org/el9
`,
    returns: { repo: 'Id of the repository.', state: 'Its state.' },
  },
  args: {
    ...attributeArgs,
    ...options,
    name: { required: true, description: 'Id of the repository.' },
    description: { description: 'Name for people.' },
    file: { description: 'Name of the file, without `.repo`. Default: the id.' },
    reposdir: { type: 'path', default: '/etc/yum.repos.d', description: 'Folder of the files.' },
    state: { choices: ['absent', 'present'], default: 'present', description: 'Whether it is configured.' },
  },
  check: 'full',

  async probe(args, ctx): Promise<Found> {
    const path = `${args.reposdir}/${args.file ?? args.name}.repo`;
    const target = await probeEdit({ ...args, path, backup: false }, ctx);
    const folder =
      target.text !== undefined ||
      (await ctx.host.run(sh`[ -d ${args.reposdir} ]`, { repeatable: true })).rc === 0;
    return { target, folder };
  },

  decide(args, { target, folder }, mode): Decision<Work> {
    const { name, state } = args;
    const told = { repo: name, state };
    const text = target.text?.toString('utf8') ?? '';
    const edit = (decision: Decision<EditWork>, remove = false): Decision<Work> => ({
      ...decision,
      ...(decision.failed === undefined && { result: told }),
      work: { edit: decision.work, remove },
    });
    const { path } = target.stat;
    const whole = { ...args, path, backup: false };
    if (state === 'absent') {
      if (readRepository(text, name) === undefined) return edit(keepEdit(target, '', told));
      const after = writeRepository(text, name, undefined);
      const change = { after: Buffer.from(after), message: '', headers: 'path', result: told } as const;
      return edit(decideEdit(whole, target, change, mode), after.trim() === '');
    }
    if (args.baseurl === undefined && args.metalink === undefined && args.mirrorlist === undefined)
      return edit(refuseEdit(target, "Parameter 'baseurl', 'metalink' or 'mirrorlist' is required."));
    if (args.description === undefined)
      return edit(refuseEdit(target, "Parameter 'description' is required: the name that people see"));
    if (!folder)
      return edit(refuseEdit(target, `Repo directory '${args.reposdir}' does not exist; make it first`));
    const wanted = optionTexts({ ...args, name: args.description });
    const found = readRepository(text, name);
    const same = found?.size === wanted.size && [...wanted].every(([key, value]) => found.get(key) === value);
    const after = same ? (target.text ?? Buffer.alloc(0)) : Buffer.from(writeRepository(text, name, wanted));
    return edit(decideEdit(whole, target, { after, message: '', headers: 'path', result: told }, mode));
  },

  async apply(args, { edit, remove }, ctx): Promise<Applied> {
    if (!remove) return applyEdit({ ...args, path: edit.path, backup: false }, edit, ctx);
    await ctx.host.run(sh`rm -f -- ${edit.path}`);
    return {};
  },
});

/** The given options by name, as text. */
function optionTexts(args: Readonly<Record<string, Value | undefined>>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of [...Object.keys(options), 'name'].sort()) {
    const value = args[name];
    if (value === undefined || value === null) continue;
    const between = name === 'baseurl' || name === 'gpgkey' ? '\n' : ' ';
    if (Array.isArray(value)) texts.set(name, value.map(pyStr).join(between));
    else texts.set(name, typeof value === 'boolean' ? String(Number(value)) : pyStr(value));
  }
  return texts;
}
