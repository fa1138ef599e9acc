import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import { loads } from '../value/json.js';
import { pyRepr } from '../value/repr.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';
import type { InventoryHost } from './model.js';
import type { SourceContext } from './sourcePlugin.js';

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
 * unless `_meta.hostvars` gave them. What it writes to standard error is shown.
 *
 * @throws DiagnosticError when the script fails or prints something else than such a JSON object.
 */
export async function parseScript(context: SourceContext): Promise<void> {
  const { source, inventory } = context;
  const listed = await runForObject(source, ['--list']);
  if (listed.said !== '' && (context.options.scriptStderr ?? true))
    inventory.warn('inventory-script-said', listed.said);
  const hosts = new Set<InventoryHost>();
  for (const [name, body] of listed.data) if (name !== '_meta') addGroup(String(name), body, context, hosts);
  const meta = listed.data.get('_meta');
  const hostvars = meta instanceof Dict ? meta.get('hostvars') : undefined;
  if (hostvars !== undefined && !(hostvars instanceof Dict))
    badShape(source, 'Improperly formatted host information: "_meta.hostvars" is no object');
  for (const host of hosts) {
    const vars = hostvars
      ? (hostvars.get(host.name) ?? new Dict())
      : (await runForObject(source, ['--host', host.name])).data;
    if (!(vars instanceof Dict)) badShape(source, `the variables of the host "${host.name}" are no object`);
    for (const [key, value] of vars) inventory.setHostVariable(host, key, value, at(source));
  }
}

function addGroup(name: string, body: Value, context: SourceContext, seen: Set<InventoryHost>): void {
  const { source, inventory, origin } = context;
  const group = inventory.addGroup(name);
  const sections = normalise(group.name, body);
  const hosts = sections.get('hosts') ?? [];
  if (!Array.isArray(hosts))
    badShape(source, `You defined a group '${name}' with bad data for the host list`);
  for (const entry of hosts) {
    if (typeof entry !== 'string') badShape(source, `a host name is a text, not ${pyRepr(entry)}`);
    const host = inventory.addHost(entry, origin);
    inventory.addHostToGroup(host, group);
    seen.add(host);
  }
  const vars = sections.get('vars') ?? new Dict();
  if (!(vars instanceof Dict)) badShape(source, `You defined a group '${name}' with bad data for variables`);
  for (const [key, value] of vars) inventory.setGroupVariable(group, key, value, at(source));
  const children = sections.get('children') ?? [];
  if (!Array.isArray(children)) badShape(source, `the children of the group '${name}' are no list`);
  for (const child of children) inventory.addChildGroup(group, inventory.addGroup(String(child)));
}

/** A bare list is the group's hosts; an object without the known keys is one host of that name with variables. */
function normalise(name: string, body: Value): Dict {
  if (!(body instanceof Dict)) return Dict.of({ hosts: body });
  const known = ['hosts', 'vars', 'children'].some((key) => body.has(key));
  return known ? body : Dict.of({ hosts: [name], vars: body });
}

interface Output {
  readonly data: Dict;
  /** Standard error. */
  readonly said: string;
}

async function runForObject(file: string, args: readonly string[]): Promise<Output> {
  const { stdout, stderr } = await run(file, args);
  if (stdout.trim() === '' && args[0] === '--host') return { data: new Dict(), said: stderr };
  let data: Value;
  try {
    data = loads(stdout);
  } catch {
    return badShape(file, `"${args.join(' ')}" printed no valid JSON`);
  }
  if (!(data instanceof Dict))
    badShape(
      file,
      `"${args.join(' ')}" printed ${pyTypeName(data)} instead of an object; needs to be a json dict`,
    );
  return { data, said: stderr.trimEnd() };
}

function run(file: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { maxBuffer: LARGEST_OUTPUT }, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, stderr });
      const ran = typeof error.code === 'number' || error.signal;
      const said = (stderr.trim() === '' ? error.message.split('\n', 1)[0]! : stderr.trim()).trim();
      const message = ran
        ? `Inventory script (${file}) had an execution error: ${said}`
        : `problem running ${[file, ...args].join(' ')} (${said})`;
      const fix = 'Run the script by hand; it must be executable and exit with 0.';
      reject(new DiagnosticError(diagnostic('inventory-script', message, { span: at(file), fix })));
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
