import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { fail } from '../diag/diagnostic.js';
import { loads } from '../value/json.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';
import type { Inventory, Origin } from './inventory.js';
import type { InventoryHost } from './model.js';

const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** true for a program that can print an inventory: a script with `#!`, or an executable binary. */
export async function isInventoryScript(file: string): Promise<boolean> {
  const start = firstBytes(file);
  if (start.startsWith('#!')) return true;
  if (!start.startsWith('\x7fELF')) return false;
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function firstBytes(file: string): string {
  if (!statSync(file).isFile()) return '';
  const buffer = Buffer.alloc(4);
  const descriptor = openSync(file, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, 4, 0));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Runs an inventory script with `--list` and adds what it prints; asks with `--host NAME` for each host's variables
 * unless `_meta.hostvars` gave them.
 *
 * @throws DiagnosticError when the script fails or prints something else than such a JSON object.
 */
export async function parseScript(file: string, inventory: Inventory, origin: Origin): Promise<void> {
  const data = await runForObject(file, ['--list']);
  const hosts = new Set<InventoryHost>();
  for (const [name, body] of data)
    if (name !== '_meta') addGroup(String(name), body, file, inventory, origin, hosts);
  const meta = data.get('_meta');
  const hostvars = meta instanceof Dict ? meta.get('hostvars') : undefined;
  for (const host of hosts) {
    const vars =
      hostvars instanceof Dict ? hostvars.get(host.name) : await runForObject(file, ['--host', host.name]);
    for (const [key, value] of vars instanceof Dict ? vars : [])
      inventory.setHostVariable(host, key, value, at(file));
  }
}

function addGroup(
  name: string,
  body: Value,
  file: string,
  inventory: Inventory,
  origin: Origin,
  seen: Set<InventoryHost>,
): void {
  const group = inventory.addGroup(name);
  const sections = normalise(name, body);
  const hosts = sections.get('hosts') ?? [];
  if (!Array.isArray(hosts)) badShape(file, `the hosts of the group "${name}" are no list`);
  for (const entry of hosts) {
    const host = inventory.addHost(String(entry), origin);
    inventory.addHostToGroup(host, group);
    seen.add(host);
  }
  const vars = sections.get('vars') ?? new Dict();
  if (!(vars instanceof Dict)) badShape(file, `the variables of the group "${name}" are no object`);
  for (const [key, value] of vars) inventory.setGroupVariable(group, key, value, at(file));
  const children = sections.get('children') ?? [];
  if (!Array.isArray(children)) badShape(file, `the children of the group "${name}" are no list`);
  for (const child of children) inventory.addChildGroup(group, inventory.addGroup(String(child)));
}

/** A bare list is the group's hosts; an object without the known keys is one host of that name with variables. */
function normalise(name: string, body: Value): Dict {
  if (!(body instanceof Dict)) return Dict.of({ hosts: body });
  const known = ['hosts', 'vars', 'children'].some((key) => body.has(key));
  return known ? body : Dict.of({ hosts: [name], vars: body });
}

async function runForObject(file: string, args: readonly string[]): Promise<Dict> {
  const output = await run(file, args);
  if (output.trim() === '' && args[0] === '--host') return new Dict();
  let data: Value;
  try {
    data = loads(output);
  } catch {
    return badShape(file, `"${args.join(' ')}" printed no valid JSON`);
  }
  if (!(data instanceof Dict))
    badShape(file, `"${args.join(' ')}" printed ${pyTypeName(data)} instead of an object`);
  return data;
}

function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { maxBuffer: LARGEST_OUTPUT }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      try {
        const said = stderr.trim() === '' ? error.message.split('\n', 1)[0] : stderr.trim();
        fail('inventory-script', `the inventory script failed with "${args.join(' ')}": ${said}`, {
          span: at(file),
          fix: 'Run the script by hand; it must be executable and exit with 0.',
        });
      } catch (finding) {
        reject(finding);
      }
    });
  });
}

function badShape(file: string, message: string): never {
  fail('inventory-script', `the inventory script's output cannot be used: ${message}`, {
    span: at(file),
    fix: 'Print {"group": {"hosts": […], "vars": {…}, "children": […]}, "_meta": {"hostvars": {…}}}.',
  });
}

function at(file: string) {
  return { file, line: 1, col: 1 };
}
