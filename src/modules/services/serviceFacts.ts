import { definePlainModule } from '../../module/define.js';
import { sh } from '../../shell/sh.js';
import { Dict } from '../../value/types.js';

/** Lists the target's services as facts. */
export const serviceFacts = definePlainModule({
  name: 'ansible.builtin.service_facts',
  kind: 'read',
  doc: {
    short: 'Gathers the services and their states',
    examples: '- ansible.builtin.service_facts:\n',
    returns: { ansible_facts: 'A dictionary `services` of name, state, status and source.' },
  },
  args: {},
  async run(_args, ctx) {
    const result = await ctx.host.run(script, { repeatable: true });
    const [units = '', files = '', init = '', openrc = ''] = result.stdout.toString('utf8').split('\x1e');
    const services = new Dict();
    for (const [name, state] of initServices(init))
      services.set(name, record(name, state, undefined, 'sysv'));
    for (const [name, state] of openrcServices(openrc))
      services.set(name, record(name, state, undefined, 'openrc'));
    const statuses = new Map(
      files.split('\n').map((line) => line.trim().split(/\s+/).slice(0, 2) as [string, string]),
    );
    for (const line of units.split('\n')) {
      const words = line.replace(/^[●*×○\s]+/, '').split(/\s+/);
      const [name = '', load = '', active = '', sub = ''] = words;
      if (!name.endsWith('.service')) continue;
      const status = load === 'not-found' ? 'not-found' : (statuses.get(name) ?? 'unknown');
      services.set(
        name,
        record(
          name,
          active === 'failed' || sub === 'failed' ? 'failed' : sub === 'running' ? 'running' : 'stopped',
          status,
          'systemd',
        ),
      );
    }
    for (const [name, status] of statuses) {
      if (name.endsWith('.service') && !services.has(name))
        services.set(
          name,
          record(name, status.startsWith('masked') ? 'stopped' : 'inactive', status, 'systemd'),
        );
    }
    const facts = new Dict([['services', services]]);
    return { changed: false, result: { ansible_facts: facts }, effects: [{ kind: 'gathered-facts', facts }] };
  },
});

const script = sh`if command -v systemctl >/dev/null 2>&1; then
systemctl list-units --no-pager --no-legend --type service --all 2>/dev/null; printf '\\036'
systemctl list-unit-files --no-pager --no-legend --type service --all 2>/dev/null; printf '\\036'
else printf '\\036\\036'
fi
if [ ! -d /run/systemd/system ] && ! command -v rc-status >/dev/null 2>&1; then service --status-all 2>&1; fi; printf '\\036'
command -v rc-status >/dev/null 2>&1 && rc-status -a -s 2>/dev/null
:`;

function record(name: string, state: string, status: string | undefined, source: string): Dict {
  return Dict.of({ name, state, status, source });
}

/** ` [ + ]  name` of \`service --status-all\`. */
function initServices(text: string): [string, string][] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*\[\s*([-+?])\s*\]\s+(\S+)/.exec(line);
    return match
      ? [
          [match[2]!, match[1] === '+' ? 'running' : match[1] === '-' ? 'stopped' : 'unknown'] as [
            string,
            string,
          ],
        ]
      : [];
  });
}

/** `name  [ started ]` of \`rc-status\`. */
function openrcServices(text: string): [string, string][] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\S+)\s.*\[\s*(\w+)/.exec(line);
    return match ? [[match[1]!, match[2] === 'started' ? 'running' : 'stopped'] as [string, string]] : [];
  });
}
