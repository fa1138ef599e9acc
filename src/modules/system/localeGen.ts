import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';

interface Locales {
  /** Lines of /etc/locale.gen and of the list of supported locales, comment signs off. */
  readonly offered: readonly string[];
  readonly installed: readonly string[];
  readonly tool: boolean;
}

const CONFIGURATION = '/etc/locale.gen';

/** Generates locales on Debian and its kin. */
export const localeGen = defineModule({
  name: 'community.general.locale_gen',
  doc: {
    short: 'Generates locales on Debian and its kin',
    examples: '- community.general.locale_gen:\n    name: cs_CZ.UTF-8\n',
  },
  args: {
    name: { required: true, description: 'Locale, such as `cs_CZ.UTF-8`.' },
    state: { choices: ['absent', 'present'], default: 'present', description: 'Whether it is generated.' },
  },
  check: 'full',

  async probe(_args, ctx): Promise<Locales> {
    const result = await ctx.host.run(
      sh`command -v locale-gen; printf '\\036'
cat ${CONFIGURATION} /usr/share/i18n/SUPPORTED 2>/dev/null; printf '\\036'; locale -a 2>/dev/null; :`,
      { repeatable: true },
    );
    const [tool = '', offered = '', installed = ''] = result.stdout.toString('utf8').split('\x1e');
    return {
      tool: tool.trim() !== '',
      offered: offered.split('\n').map((line) => line.replace(/^[#\s]+/, '').trim()),
      installed: installed.split('\n').map(normal),
    };
  },

  decide(args, { tool, offered, installed }): Decision<Sh> {
    const { name } = args;
    const refuse = (failed: string): Decision<Sh> => ({ changed: false, failed, work: sh`` });
    if (!tool) return refuse('the target has no locale-gen; install the package locales first');
    // A line is the locale and its character set, `cs_CZ.UTF-8 UTF-8`.
    const line = offered.find((each) => each.split(/\s+/)[0] === name && /^\S+\s+\S+$/.test(each));
    const present = installed.includes(normal(name));
    if (args.state === 'absent')
      return { changed: present, work: edit(sh`-e ${`s/^\\s*\\(${plain(name)}\\s.*\\)$/# \\1/`}`) };
    if (line === undefined)
      return refuse(
        `The locale you've entered is not available on your system: ${CONFIGURATION} has no line for ${name}`,
      );
    const uncomment = sh`if grep -q ${`^#*\\s*${plain(name)}\\s`} ${CONFIGURATION} 2>/dev/null; then
${edit(sh`-e ${`s/^#*\\s*\\(${plain(name)}\\s.*\\)$/\\1/`}`, false)}
else printf '%s\\n' ${line} >>${CONFIGURATION} || exit $?; fi
locale-gen`;
    return { changed: !present, work: uncomment };
  },

  async apply(args, script, ctx): Promise<Applied> {
    const result = await ctx.host.run(script);
    return result.rc === 0 ? {} : commandFailure(`cannot generate ${args.name}`, result);
  },
});

function edit(expression: Sh, generate = true): Sh {
  return sh`sed ${expression} ${CONFIGURATION} >${`${CONFIGURATION}.new`} && cat ${`${CONFIGURATION}.new`} >${CONFIGURATION} && rm -f ${`${CONFIGURATION}.new`} || exit $?
${generate ? sh`locale-gen --purge 2>/dev/null || locale-gen` : sh``}`;
}

/** `locale -a` writes the character set in small letters and without dashes: cs_CZ.utf8. */
function normal(name: string): string {
  const [place = '', charset] = name.trim().split('.', 2);
  return charset === undefined ? place : `${place}.${charset.toLowerCase().replaceAll('-', '')}`;
}

/** The name as a basic regular expression. */
function plain(name: string): string {
  return name.replace(/[.[\]*^$\\/]/g, '\\$&');
}
