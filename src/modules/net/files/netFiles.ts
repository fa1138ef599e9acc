import { fail } from '../../../diag/diagnostic.js';
import { defineModule } from '../../../module/define.js';
import { errorText } from '../../../module/output.js';
import type { ModuleContext } from '../../../module/types.js';
import { type LinkFile, type Renderer, renderers, type TextFile } from '../../../net/render/file.js';
import { renderDocument } from '../../../net/render/render.js';
import { Dict } from '../../../value/types.js';
import { contentDiff, stateDiff } from '../../files/diffs.js';
import { modeText } from '../../files/mode.js';
import { wishesOf } from '../state/request.js';
import { addressedMembers } from './addressStanzas.js';
import { applyFilesScript } from './applyFrame.js';
import { documentOf, hooksOf, requireLines, requirePlainNames, requireUnits } from './document.js';
import { sharedOwner, withHeader } from './header.js';
import { type HostFiles, parseHostFiles, renderHostOf } from './hostFiles.js';
import { type FileChange, planFiles, type WantedFile } from './plan.js';
import { readFilesScript } from './readFrame.js';
import { renderText } from './templates.js';

const args = {
  owner: {
    default: 'tasks',
    description: 'Whose files these are, as their headers say; usually a role, or `role/item`.',
  },
  document: {
    type: 'dict',
    default: {},
    description:
      'What shall hold after a boot: the sections of `net_state`. Its other arguments may stand here too and mean nothing.',
  },
  renderer: {
    choices: ['auto', ...renderers, 'none'],
    default: 'auto',
    description:
      'What configures the network at boot. `auto`: netplan where it is installed and has files, networkd where it runs, else ifupdown. `none` writes nothing.',
  },
  state: {
    choices: ['present', 'absent'],
    default: 'present',
    description: '`absent` removes all files of the owner.',
  },
  purge: {
    choices: ['none', 'owned', 'report'],
    default: 'owned',
    description:
      "What becomes of the owner's files that the document no longer needs: kept, removed, or listed under `drift`.",
  },
  hooks: {
    type: 'list',
    elements: 'dict',
    default: [],
    description:
      'For ifupdown: `dev`, and the commands `up` and `down` that stand for the routes, rules, neighbours and settings of that device. Other renderers declare those themselves.',
  },
  after: {
    type: 'list',
    elements: 'str',
    default: [],
    description:
      'For ifupdown: units of systemd that make devices which the document only names, such as `openvswitch-switch.service`. Interfaces are raised after them; other renderers wait for each device.',
  },
} as const;

interface Probed {
  readonly host: HostFiles;
  readonly renderer: Renderer;
  readonly wanted: readonly WantedFile[];
  readonly links: readonly LinkFile[];
  readonly unsupported: readonly string[];
  readonly maxDiffSize: number;
}

/** The boot configuration of what net_state does at once. */
export const netFiles = defineModule({
  name: 'meshwright.net.net_files',
  doc: {
    short: 'Writes the configuration by which a network document holds after a boot',
    description: [
      'Renders the document of `net_state` for systemd-networkd, ifupdown or netplan; what those have no words for becomes files of sysctl.d, commands of ifupdown, or a script that loads packet filters before the network comes up. Nothing is applied to the running network.',
      'The first line of each file names its owner and holds a digest of the rest. Only files with the own name in it are changed or removed; one that was changed by hand is kept below `/var/lib/meshwright/foreign` first. A device that others configure gets an addition beside their file; a member of a bond or bridge to which stanzas of ifupdown give addresses at boot is named in a warning. A file of ifupdown or netplan is put in place only when that program takes it.',
      'The templates are those of the folder `templates`; one of the same name in a role’s `templates/` or beside the playbook replaces it.',
    ],
    examples: `- meshwright.net.net_files:
    owner: bridges
    document:
      links:
        - {name: br-guests, type: bridge, mtu: 9000, state: up, options: {stp_state: 0, forward_delay: 0}}
        - {name: eth1, master: br-guests, state: up}
      addresses:
        - {dev: br-guests, address: 192.0.2.1/24}
- meshwright.net.net_files:
    owner: bridges
    state: absent
`,
    returns: {
      files: "Paths of the owner's files as they are wanted.",
      operations: 'One line for each file that is written or removed.',
      renderer: 'The renderer that was chosen.',
      drift: 'Files that were changed by hand, or are no longer declared and were kept.',
      unsupported: 'Sentences about what no file can say.',
    },
  },
  args,
  check: 'full',
  async probe(args, ctx): Promise<Probed | undefined> {
    const request = {
      owner: args.owner,
      netns: '',
      purge: args.purge,
      disruptive: 'allow',
      document: documentOf(args.document instanceof Dict ? args.document : new Dict(), ctx.span),
      exclusive: [],
    } as const;
    const wishes = args.state === 'absent' ? [] : wishesOf(request, ctx.span);
    requireLines(wishes, ctx.span);
    const hooks = hooksOf(args.hooks, ctx.span);
    requireUnits(args.after, ctx.span);
    if (args.renderer === 'none') return undefined;
    requirePlainNames(wishes, ctx.span);
    const host = await readHost(ctx);
    const renderer = args.renderer === 'auto' ? host.renderer : args.renderer;
    const devices = wishes.flatMap(({ object }) =>
      object.kind === 'link'
        ? [object.name, object.parent]
        : object.kind === 'rule'
          ? [object.iif]
          : 'dev' in object
            ? [object.dev]
            : [],
    );
    const renderHost = renderHostOf(host, args.owner, sharedOwner, [...new Set([...devices, 'lo'])]);
    const { files, unsupported } = renderDocument(renderer, {
      owner: args.owner,
      wishes,
      hooks,
      after: args.after,
      host: { ...renderHost, systemd: renderHost.systemd || renderer !== 'ifupdown' },
    });
    const stanzas =
      renderer === 'ifupdown'
        ? host.stanzas.filter(({ path }) => host.files.get(path)?.header?.owner !== args.owner)
        : [];
    for (const sentence of [...unsupported, ...addressedMembers(wishes, stanzas)]) ctx.warn(sentence);
    const texts = files.filter((file): file is TextFile => file.kind === 'text');
    const wanted = await Promise.all(texts.map((file) => wantedFile(file, args.owner, ctx)));
    const links = files.filter((file): file is LinkFile => file.kind === 'link');
    return { host, renderer, wanted, links, unsupported, maxDiffSize: ctx.settings.maxDiffSize };
  },
  decide(args, probed, { diff }) {
    if (probed === undefined) return { changed: false, work: [], result: { files: [], operations: [] } };
    const { host, renderer, wanted, links, unsupported, maxDiffSize } = probed;
    const purge = args.state === 'absent' ? 'owned' : args.purge;
    const { changes, drift, refusals } = planFiles(args.owner, wanted, links, purge, host);
    const result = {
      files: [...wanted, ...links].map(({ path }) => path),
      operations: changes.map(changeLine),
      renderer,
      ...(drift.length > 0 && { drift: [...drift] }),
      ...(unsupported.length > 0 && { unsupported: [...unsupported] }),
    };
    const shown = diff ? { diff: changes.flatMap((change) => diffOf(change, maxDiffSize)) } : {};
    const decision = { changed: changes.length > 0, work: changes, result, ...shown };
    return refusals.length === 0 ? decision : { ...decision, changed: false, failed: refusals.join('\n') };
  },
  async apply(_args, changes: readonly FileChange[], ctx) {
    const done = await ctx.host.run(applyFilesScript(changes));
    return done.rc === 0
      ? {}
      : { failed: `the files cannot be written: ${errorText(done) || `exit status ${done.rc}`}` };
  },
});

async function readHost(ctx: ModuleContext): Promise<HostFiles> {
  const read = await ctx.host.run(readFilesScript, { repeatable: true });
  if (read.rc === 0) return parseHostFiles(read.stdout.toString('utf8'));
  return fail('net-files', `the configuration files cannot be read: ${errorText(read)}`, {
    span: ctx.span,
    fix: 'run the task as root (become: true)',
  });
}

async function wantedFile(file: TextFile, owner: string, ctx: ModuleContext): Promise<WantedFile> {
  const { path, mode, shared, id } = file;
  const body = await renderText(file, ctx);
  return { path, mode, shared, text: withHeader(body, shared ? sharedOwner : owner, id) };
}

function changeLine(change: FileChange): string {
  switch (change.kind) {
    case 'write':
      return `${change.before === undefined ? 'create' : 'change'} ${change.path}`;
    case 'link':
      return `link ${change.path} to ${change.target}`;
    case 'remove':
      return `remove ${change.path}`;
  }
}

function diffOf(change: FileChange, maxDiffSize: number) {
  const { path } = change;
  if (change.kind === 'link') return [stateDiff({ path }, { path, src: change.target })];
  const before = { content: text(change.before), header: path };
  if (change.kind === 'remove')
    return [contentDiff(before, { content: undefined, header: path }, maxDiffSize)];
  if (change.before === change.text) {
    const modes = [change.modeBefore ?? 0, change.mode].map(modeText) as [string, string];
    return [stateDiff({ path, mode: modes[0] }, { path, mode: modes[1] })];
  }
  return [contentDiff(before, { content: text(change.text), header: path }, maxDiffSize)];
}

function text(content: string | undefined): Buffer | undefined {
  return content === undefined ? undefined : Buffer.from(content);
}
