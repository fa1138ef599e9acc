import { type Setting, setting } from './setting.js';

const user = (method: string): Setting<'str'> =>
  ofMethod(method, 'user', 'user', 'The user to become with this method.');
const exe = (method: string): Setting<'str'> =>
  ofMethod(method, 'exe', 'executable', 'The program of this method.');
const flags = (method: string): Setting<'str'> => ofMethod(method, 'flags', 'flags', 'Its arguments.');
const password = (method: string): Setting<'str'> =>
  ofMethod(method, 'pass', 'password', 'The password it asks for; a password file is the better place.');

/** Settings of single methods of becoming another user; they win over those for all methods. */
export const becomeSettings = {
  sudoUser: user('sudo'),
  sudoExe: exe('sudo'),
  sudoFlags: flags('sudo'),
  sudoPassword: password('sudo'),
  suUser: user('su'),
  suExe: exe('su'),
  suFlags: flags('su'),
  suPassword: password('su'),
  doasUser: user('doas'),
  doasExe: exe('doas'),
  doasFlags: flags('doas'),
  doasPassword: password('doas'),
} as const;

/** ansible-config's names of settings that hold a password. */
export function isPassword(name: string): boolean {
  return name.endsWith(': become_pass');
}

function ofMethod(method: string, option: string, key: string, doc: string): Setting<'str'> {
  const variable = `ANSIBLE_${method.toUpperCase()}_${option.toUpperCase()}`;
  const env = option === 'pass' ? `ANSIBLE_BECOME_PASS ${variable}` : variable;
  return setting(
    `${method} become: become_${option}`,
    { kind: 'str', env, ini: `${method}_become_plugin.${key}` },
    doc,
  );
}
