import { defineModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { listTree } from '../../shell/primitives/find.js';
import { PROBE } from '../../shell/primitives/host.js';
import { baseName } from '../../shell/primitives/path.js';
import { sh } from '../../shell/sh.js';
import type { ArgsOf } from '../../spec/types.js';
import { compilePattern } from '../../value/pyre.js';
import { attributeArgs } from './attributes.js';
import { backupArg, validateArg } from './contentArgs.js';
import { readLocal } from './localSource.js';
import { checkMode } from './mode.js';
import { applyPlace, decidePlace, type Place, type PlaceArgs, type PlaceWork, probePlace } from './place.js';

const args = {
  ...attributeArgs,
  src: { type: 'path', required: true, description: 'Folder of fragments, in the order of their names.' },
  dest: { type: 'path', required: true, description: 'File to write.' },
  delimiter: { type: 'str', description: 'Line between the fragments.' },
  regexp: { type: 'str', description: 'Only fragments whose name this expression finds.' },
  remote_src: { type: 'bool', default: true, description: 'The folder is on the target.' },
  ignore_hidden: { type: 'bool', default: false, description: 'Leave out names that start with a dot.' },
  backup: backupArg,
  decrypt: {
    type: 'bool',
    default: true,
    description: 'Decrypt vault-encrypted fragments of the controller.',
  },
  validate: validateArg,
} as const;

type AssembleArgs = ArgsOf<typeof args>;

interface Fragment {
  readonly name: string;
  readonly content: Buffer;
}

type Probed =
  | { readonly refused: string }
  | { readonly args: PlaceArgs; readonly content: Buffer; readonly place: Place };

export const assemble = defineModule({
  name: 'ansible.builtin.assemble',
  doc: {
    short: 'Joins the files of a folder into one',
    examples: '- assemble:\n    src: /etc/frr/conf.d\n    dest: /etc/frr/frr.conf\n',
    returns: { dest: 'Path written', checksum: 'SHA1 of the content' },
  },
  args,
  check: 'full',
  async probe(args, ctx): Promise<Probed> {
    checkMode(args.mode);
    const fragments = args.remote_src ? await remoteFragments(args, ctx) : await localFragments(args, ctx);
    if (fragments === undefined) return { refused: `Source (${args.src}) is not a directory` };
    const placed: PlaceArgs = { ...args, force: true };
    return { args: placed, content: join(args, fragments), place: await probePlace(placed, undefined, ctx) };
  },
  decide(args, probed, mode) {
    if ('refused' in probed) return { changed: false, failed: probed.refused, work: undefined };
    const source = { content: probed.content, label: args.src, baseName: undefined };
    const decision = decidePlace(probed.args, source, probed.place, mode);
    return {
      ...decision,
      result: { ...decision.result, src: args.src, msg: 'OK' },
      work: { args: probed.args, place: decision.work },
    };
  },
  async apply(_args, work: { args: PlaceArgs; place: PlaceWork } | undefined, ctx) {
    return work ? applyPlace(work.args, work.place, ctx) : {};
  },
});

async function localFragments(args: AssembleArgs, ctx: ModuleContext): Promise<Fragment[] | undefined> {
  const source = await readLocal(ctx, args.src, args);
  if (source.kind !== 'folder') return undefined;
  return source.entries.flatMap((entry) =>
    entry.kind === 'file' && !entry.name.includes('/') ? [{ name: entry.name, content: entry.content }] : [],
  );
}

async function remoteFragments(args: AssembleArgs, ctx: ModuleContext): Promise<Fragment[] | undefined> {
  const listing = await listTree(ctx.host, args.src, { depth: 1, follow: true, expand: true });
  if (listing.complaint !== '' && listing.entries.length === 0) return undefined;
  const files = listing.entries.filter(
    (entry) => entry.type === 'file' && wanted(args, baseName(entry.path)),
  );
  const results = await ctx.host.batch(
    files.map((entry) => sh`cat -- ${entry.path}`),
    PROBE,
  );
  return files.map((entry, i) => ({ name: baseName(entry.path), content: results[i]!.stdout }));
}

function wanted(args: AssembleArgs, name: string): boolean {
  if (args.ignore_hidden && name.startsWith('.')) return false;
  return args.regexp === undefined || compilePattern(args.regexp).search(name) !== null;
}

/** Fragments by name; a missing newline is added between two, and the delimiter with its own. */
function join(args: AssembleArgs, fragments: readonly Fragment[]): Buffer {
  const chosen = fragments
    .filter(({ name }) => wanted(args, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const delimiter = args.delimiter?.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  const parts: Buffer[] = [];
  let last: Buffer | undefined;
  for (const { content } of chosen) {
    if (last && !endsLine(last)) parts.push(Buffer.from('\n'));
    if (last && delimiter) parts.push(Buffer.from(delimiter.endsWith('\n') ? delimiter : `${delimiter}\n`));
    parts.push(content);
    last = content;
  }
  return Buffer.concat(parts);
}

function endsLine(content: Buffer): boolean {
  return content.at(-1) === 0x0a;
}
