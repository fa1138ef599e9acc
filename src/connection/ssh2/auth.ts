import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import { agentSocket, identityFiles, publicKeyBeside } from '../identities.js';
import type { ConnectionSettings } from '../settings.js';
import type { SshTarget } from '../sshTarget.js';
import { agentKeys, ChosenAgent } from './agent.js';
import { loadPrivateKey } from './keys.js';

/** One way to log in, with the words that say so in a failure. */
interface Attempt {
  readonly tried: string;
  readonly secret: boolean;
  readonly method: AnyAuthMethod;
}

export interface LoginPlan {
  readonly attempts: readonly Attempt[];
  /** Keys that could not be used, in words. */
  readonly skipped: readonly string[];
}

/**
 * Ways to log in, in order: keys the user named, the agent's keys, default keys, the password. Servers count
 * attempts, so what was named comes first.
 */
export async function planLogin(target: SshTarget, settings: ConnectionSettings): Promise<LoginPlan> {
  const { options, user } = target;
  const attempts: Attempt[] = [];
  const skipped: string[] = [];
  const allowed = (method: string, option: string) => {
    const preferred = options.get('preferredauthentications')?.split(',');
    return !/^no$/i.test(options.get(option) ?? '') && (preferred?.includes(method) ?? true);
  };

  if (allowed('publickey', 'pubkeyauthentication')) {
    const socket = agentSocket(target);
    const { agent, keys } = socket ? await agentKeys(socket) : { agent: undefined, keys: [] };
    const left = new Map(keys.map((key) => [key.getPublicSSH().toString('base64'), key]));
    const addAgent = (some: ParsedKey[], tried: string) => {
      if (!agent || some.length === 0) return;
      const method: AnyAuthMethod = { type: 'agent', username: user, agent: new ChosenAgent(agent, some) };
      attempts.push({ tried, secret: false, method });
    };
    const addFile = (path: string) => {
      const id = publicKeyBeside(path)?.toString('base64');
      const held = id === undefined ? undefined : left.get(id);
      if (id !== undefined && held) {
        left.delete(id);
        return addAgent([held], `key ${path} (agent)`);
      }
      const key = loadPrivateKey(path, settings.privateKeyPassphrase);
      if (typeof key === 'string') return void skipped.push(key);
      left.delete(key.getPublicSSH().toString('base64'));
      attempts.push({
        tried: `key ${path}`,
        secret: false,
        method: { type: 'publickey', username: user, key },
      });
    };
    const files = identityFiles(target);
    for (const { path } of files.filter(({ explicit }) => explicit)) addFile(path);
    const defaults = files.filter(({ explicit }) => !explicit);
    if (/^yes$/i.test(options.get('identitiesonly') ?? '')) {
      for (const { path } of defaults) addFile(path);
    } else {
      addAgent([...left.values()], `agent (${left.size} ${left.size === 1 ? 'key' : 'keys'})`);
      const offered = new Set([...left.keys()]);
      for (const { path } of defaults) {
        if (!offered.has(publicKeyBeside(path)?.toString('base64') ?? '')) addFile(path);
      }
    }
  }
  const { password } = settings;
  if (password !== undefined) {
    if (allowed('password', 'passwordauthentication')) {
      attempts.push({
        tried: 'password',
        secret: true,
        method: { type: 'password', username: user, password },
      });
    }
    if (allowed('keyboard-interactive', 'kbdinteractiveauthentication')) {
      attempts.push({
        tried: 'keyboard-interactive',
        secret: true,
        method: {
          type: 'keyboard-interactive',
          username: user,
          // Only questions with a hidden answer are ours; a visible one asks for something else.
          prompt: (_name, _text, _language, prompts, finish) =>
            finish(prompts.map(({ echo }) => (echo ? '' : password))),
        },
      });
    }
  }
  return { attempts, skipped };
}
