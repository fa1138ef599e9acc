import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { probeFile } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { writeFile } from '../../shell/primitives/write.js';
import { sh } from '../../shell/sh.js';

interface Sources {
  /** Path → lines of every one-line-style sources file. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

interface Edit {
  readonly path: string;
  /** undefined: the file has no line left and goes. */
  readonly text: string | undefined;
}

const folder = '/etc/apt/sources.list.d';

/** Manages one-line apt sources. */
export const aptRepository = defineModule({
  name: 'ansible.builtin.apt_repository',
  doc: {
    short: 'Keeps lines of APT sources present or absent',
    examples: `- ansible.builtin.apt_repository:
    repo: deb http://deb.debian.org/debian bookworm-backports main
    filename: backports
`,
    returns: {
      repo: 'The source line.',
      sources_added: 'Files that were created.',
      sources_removed: 'Files that were removed.',
    },
  },
  args: {
    repo: { required: true, description: 'Source line, such as `deb URL suite component`.' },
    state: {
      choices: ['absent', 'present'],
      default: 'present',
      description: 'Whether the source is configured.',
    },
    filename: { description: 'Name of the file below sources.list.d. Default: from the URL.' },
    mode: { type: 'raw', description: 'Permissions of a new file. Default 0644.' },
    update_cache: {
      type: 'bool',
      default: true,
      aliases: ['update-cache'],
      description: 'Run apt-get update after a change.',
    },
    update_cache_retries: { type: 'int', default: 5, description: 'Attempts of the update.' },
    update_cache_retry_max_delay: {
      type: 'int',
      default: 12,
      description: 'Longest pause between attempts in seconds.',
    },
    validate_certs: { type: 'bool', default: true, description: 'Accepted; it concerns PPAs.' },
    install_python_apt: { type: 'bool', default: true, description: 'Accepted; Python is not needed.' },
    codename: { description: 'Accepted; it concerns PPAs.' },
  },
  check: 'full',

  async probe(args, ctx): Promise<Sources> {
    if (args.repo.startsWith('ppa:')) {
      fail('apt-ppa', 'PPA short names are not supported', {
        span: ctx.span,
        fix: 'write the source line (deb URL suite component) and add its key',
      });
    }
    if (!/^#?\s*deb(-src)?\s+(\[[^\]]+\]\s+)?\S+\s+\S+/.test(args.repo)) {
      fail('apt-source', `Invalid repository string: ${args.repo}`, {
        span: ctx.span,
        fix: 'write it as: deb URL suite component',
      });
    }
    const result = await ctx.host.run(sh`grep -s "" /dev/null /etc/apt/sources.list ${folder}/*.list`, {
      repeatable: true,
    });
    const files = new Map<string, string[]>();
    for (const line of result.stdout.toString('utf8').split('\n')) {
      const match = /^(\/[^:]+):(.*)$/.exec(line);
      if (match) files.set(match[1]!, [...(files.get(match[1]!) ?? []), match[2]!]);
    }
    return { files };
  },

  decide(args, { files }): Decision<readonly Edit[]> {
    const wanted = normal(args.repo);
    const holders = [...files].filter(([, lines]) => lines.some((line) => normal(line) === wanted));
    const edits: Edit[] = [];
    if (args.state === 'absent') {
      for (const [path, lines] of holders) {
        const rest = lines.filter((line) => normal(line) !== wanted);
        const text =
          rest.some((line) => line.trim() !== '') || path === '/etc/apt/sources.list'
            ? `${rest.join('\n')}\n`
            : undefined;
        edits.push({ path, text });
      }
    } else if (holders.length === 0) {
      const path = `${folder}/${fileName(args)}.list`;
      edits.push({ path, text: `${[...(files.get(path) ?? []), args.repo.trim()].join('\n')}\n` });
    }
    const result = {
      repo: args.repo,
      state: args.state,
      sources_added: edits.filter(({ path }) => !files.has(path)).map(({ path }) => path),
      sources_removed: edits.filter(({ text }) => text === undefined).map(({ path }) => path),
    };
    const diff = edits.map(({ path, text }) => ({
      beforeHeader: files.has(path) ? path : '/dev/null',
      afterHeader: text === undefined ? '/dev/null' : path,
      before: (files.get(path) ?? []).map((line) => `${line}\n`).join(''),
      after: text ?? '',
    }));
    return { changed: edits.length > 0, work: edits, result, diff };
  },

  async apply(args, edits, ctx): Promise<Applied> {
    for (const { path, text } of edits) {
      if (text === undefined) await ctx.host.run(sh`rm -f -- ${path}`);
      else {
        const { stat } = await probeFile(ctx.host, path, { checksum: 'sha1' });
        await writeFile(ctx.host, {
          path,
          content: Buffer.from(text),
          current: { stat, sha1: stat.checksum },
          ...newMode(stat, args.mode),
        });
      }
    }
    if (!args.update_cache) return {};
    const result = await ctx.host.run(sh`n=0
until apt-get -q update; do n=$((n + 1)); [ "$n" -lt ${args.update_cache_retries} ] || exit 100; sleep ${Math.min(2, args.update_cache_retry_max_delay)}; done`);
    return result.rc === 0 ? {} : { ...commandFailure('Failed to update apt cache', result), changed: true };
  },
});

function newMode(stat: FileStat, mode: unknown): { mode?: number } {
  if (typeof mode === 'number') return { mode };
  if (typeof mode === 'string') return { mode: Number.parseInt(mode, 8) };
  return stat.exists ? {} : { mode: 0o644 };
}

/** Blanks do not matter, comments are no source. */
function normal(line: string): string {
  return line
    .replace(/(?<!^)\s+#.*$/, '')
    .trim()
    .split(/\s+/)
    .join(' ');
}

/** `deb [arch=amd64] http://user:pw@archive.example.org/debian suite` → `archive_example_org_debian`. */
function fileName(args: { readonly repo: string; readonly filename: string | undefined }): string {
  if (args.filename !== undefined) return args.filename.replace(/\.list$/, '');
  const words = args.repo
    .replace(/\[[^\]]+\]/g, '')
    .replace(/\w+:\/\//g, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !/^#?deb(-src)?$/.test(word));
  const place = words[0]!.split('@').at(-1)!;
  return place
    .replace(/[^a-zA-Z0-9]/g, ' ')
    .trim()
    .split(/\s+/)
    .join('_');
}
