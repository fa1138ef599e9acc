import ssh2, { type BaseAgent, type ParsedKey, type SigningRequestOptions } from 'ssh2';

const { BaseAgent: AgentBase, OpenSSHAgent } = ssh2;

type Identities = (error?: Error | null, keys?: ParsedKey[]) => void;
type Signed = (error?: Error | null, signature?: Buffer) => void;

/** The user's agent, restricted to some of its keys. */
export class ChosenAgent extends AgentBase<ParsedKey> implements BaseAgent<ParsedKey> {
  constructor(
    private readonly agent: BaseAgent,
    readonly keys: ParsedKey[],
  ) {
    super();
  }

  override getIdentities(callback: Identities): void {
    callback(null, this.keys);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | Signed,
    callback?: Signed,
  ): void {
    if (typeof options === 'function') this.agent.sign(key, data, options);
    else this.agent.sign(key, data, options, callback);
  }
}

const TIMEOUT_MS = 2_000;

/** Keys that the agent behind a socket offers; none when it does not answer in time. */
export function agentKeys(socket: string): Promise<{ agent: BaseAgent; keys: ParsedKey[] }> {
  const agent = new OpenSSHAgent(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ agent, keys: [] }), TIMEOUT_MS);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      const usable = error
        ? []
        : (keys ?? []).filter((key): key is ParsedKey => typeof key === 'object' && 'type' in key);
      resolve({ agent, keys: usable });
    });
  });
}
