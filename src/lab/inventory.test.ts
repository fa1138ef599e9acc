import { describe, expect, it } from 'vitest';
import type { Dict } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';
import { inventoryYaml } from './inventory.js';
import { parseTopology } from './topology.js';

const text = inventoryYaml(
  parseTopology(
    `name: t
networks: { management: { controller: 10.0.0.254/24 }, other: {} }
hosts:
  a:
    interfaces: { other: 10.1.0.1/24, management: 10.0.0.1/24 }
    groups: [web, all-in]
    vars: { port: 80, text: "yes", tags: [a, {b: null}], nested: {up: true}, "no": 1 }
  b: { interfaces: { management: 10.0.0.2/24 }, python: true, groups: [web] }
`,
    'lab.yaml',
  ),
  '/labs/t',
);

describe('the inventory of a lab', () => {
  const all = (loadYaml(text, 'inventory.yml') as Dict).get('all') as Dict;
  const host = (name: string) => (all.get('hosts') as Dict).get(name) as Dict;

  it("reaches each host at its address on the controller's network", () => {
    expect(host('a').get('ansible_host')).toBe('10.0.0.1');
    expect((all.get('vars') as Dict).get('ansible_ssh_private_key_file')).toBe('/labs/t/id_ed25519');
  });

  it('keeps the types of variables', () => {
    expect(host('a').get('port')).toBe(80);
    expect(host('a').get('text')).toBe('yes');
    expect((host('a').get('nested') as Dict).get('up')).toBe(true);
    expect(host('a').get('no')).toBe(1);
    expect(((host('a').get('tags') as Dict[])[1] as Dict).get('b')).toBeNull();
  });

  it('names the interpreter where there is one', () => {
    expect(host('a').has('ansible_python_interpreter')).toBe(false);
    expect(host('b').get('ansible_python_interpreter')).toBe('/usr/bin/python3');
  });

  it('lists the groups', () => {
    const web = (all.get('children') as Dict).get('web') as Dict;
    expect([...(web.get('hosts') as Dict).keys()]).toEqual(['a', 'b']);
  });
});
