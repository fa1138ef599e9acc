import { definePlainModule } from '../../../module/define.js';
import { errorText } from '../../../module/output.js';
import { renderers } from '../../../net/render/file.js';
import { type Requirement, requirementsOf } from '../../../net/render/requirements.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import { rendererOf } from './hostFiles.js';
import { servicesScript } from './readFrame.js';

/** Which program makes a host's network at boot, and what it lacks. */
export const netRenderer = definePlainModule({
  name: 'meshwright.net.net_renderer',
  kind: 'read',
  doc: {
    short: "Tells which program makes a host's network at boot, and what it lacks for that",
    description: [
      'Answers what `renderer: auto` of `net_files` means on the host, and which programs are missing there for links of the types given: without ifenslave ifupdown reads the options of a bond and makes none. With `required` it fails with a sentence for each of them, before anything is changed.',
    ],
    examples: `- meshwright.net.net_renderer:
    types: [bond, vlan]
  register: boot
- ansible.builtin.package:
    name: "{{ boot.packages }}"
  when: boot.packages | length > 0
`,
    returns: {
      renderer: 'The renderer: ifupdown, networkd, netplan, or none.',
      missing: 'A sentence for each program that is missing.',
      packages: 'The packages that bring them, by the names that Debian gives them.',
    },
  },
  args: {
    renderer: {
      choices: ['auto', ...renderers, 'none'],
      default: 'auto',
      description: 'The renderer that is asked about; `auto` as `net_files` has it.',
    },
    types: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Types of the links that it has to make, such as bond, bridge and vlan.',
    },
    required: {
      type: 'bool',
      default: false,
      description: 'Fail when a program is missing.',
    },
  },
  async run({ renderer: asked, types, required }, ctx) {
    if (asked === 'none') return answer('none', [], false);
    const candidates = renderers.flatMap((renderer) => requirementsOf(renderer, types));
    const done = await ctx.host.run(script(candidates), { repeatable: true });
    if (done.rc !== 0) return { failed: `the host cannot be asked: ${errorText(done)}` };
    const lines = done.stdout.toString('utf8').split('\n');
    const renderer = asked === 'auto' ? rendererOf(lines) : asked;
    const missing = requirementsOf(renderer, types).filter(
      ({ paths }) => !paths.some((path) => lines.includes(path)),
    );
    return answer(renderer, missing, required);
  },
});

function script(requirements: readonly Requirement[]): Sh {
  const paths = [...new Set(requirements.flatMap((each) => each.paths))];
  return joinSh([servicesScript, sh`for path in ${paths}; do [ ! -e "$path" ] || echo "$path"; done`], '\n');
}

function answer(renderer: string, requirements: readonly Requirement[], required: boolean) {
  const missing = requirements.map((each) => `${each.purpose} with ${each.package}, which is not installed`);
  const packages = requirements.map((each) => each.package);
  const result = { renderer, missing, packages };
  return required && missing.length > 0 ? { failed: missing.join('\n'), result } : { result };
}
