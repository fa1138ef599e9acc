import { userInfo } from 'node:os';
import { fail } from '../diag/diagnostic.js';
import type { Task } from '../playbook/ast.js';
import type { Become, ConnectionSettings } from '../session/types.js';
import type { ConnectionDefaults } from './options.js';
import type { ReachVariables } from './reachVariables.js';
import { toBool } from './typed.js';

/** Who does the work of a task on a host; undefined: whoever is logged in there. */
export function becomeOf(
  task: Task,
  variables: ReachVariables,
  { transport, user }: ConnectionSettings,
  defaults: ConnectionDefaults,
): Become | undefined {
  const wanted = variables.value('ansible_become') ?? variables.flag('become') ?? defaults.become;
  if (!toBool(wanted)) return undefined;
  const method = methodOf(task, variables, defaults);
  const configured = defaults.becomeMethods?.[method];
  const becomeUser =
    variables.text(`ansible_${method}_user`, 'ansible_become_user') ??
    variables.keywordText('become_user') ??
    configured?.user ??
    defaults.becomeUser;
  const login = transport === 'local' ? userInfo().username : (user ?? userInfo().username);
  if (login === becomeUser && !defaults.becomeAllowSameUser) return undefined;
  const password =
    variables.text(`ansible_${method}_pass`, 'ansible_become_pass', 'ansible_become_password') ??
    defaults.becomePassword ??
    configured?.password;
  const flags =
    variables.text(`ansible_${method}_flags`, 'ansible_become_flags') ??
    variables.keywordText('become_flags') ??
    configured?.flags ??
    defaults.becomeFlags;
  const executable =
    variables.text(`ansible_${method}_exe`, 'ansible_become_exe') ??
    variables.keywordText('become_exe') ??
    configured?.executable ??
    defaults.becomeExecutable;
  return {
    method,
    user: becomeUser,
    ...(password !== undefined && { password }),
    ...(flags !== undefined && { flags }),
    ...(executable !== undefined && { executable }),
  };
}

function methodOf(task: Task, variables: ReachVariables, defaults: ConnectionDefaults): Become['method'] {
  const method =
    variables.text('ansible_become_method') ??
    variables.keywordText('become_method') ??
    defaults.becomeMethod;
  const short = method.replace(/^(ansible\.builtin|community\.general)\./, '');
  if (short === 'sudo' || short === 'su' || short === 'doas') return short;
  return fail('unknown-become-method', `the become method '${method}' is not known`, {
    span: task.span,
    fix: 'use sudo, su or doas',
  });
}
