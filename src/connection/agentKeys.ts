import { connect } from 'node:net';
import { keyType } from './knownHosts.js';

const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;
const TIMEOUT_MS = 2_000;

/** Types of the keys that an agent holds (draft-miller-ssh-agent); none when it does not answer. */
export async function agentKeyTypes(path: string): Promise<string[]> {
  const answer = await ask(path);
  if (answer[4] !== IDENTITIES_ANSWER) return [];
  const types: string[] = [];
  for (let at = 9; at + 4 <= answer.length; ) {
    const key = field(answer, at);
    types.push(keyType(key));
    at += 4 + key.length;
    at += 4 + field(answer, at).length;
  }
  return types;
}

function field(bytes: Buffer, at: number): Buffer {
  return at + 4 <= bytes.length ? bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)) : Buffer.alloc(0);
}

function ask(path: string): Promise<Buffer> {
  return new Promise((resolve) => {
    let answer: Buffer = Buffer.alloc(0);
    const socket = connect(path);
    const finish = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, finish);
    socket.once('error', finish);
    socket.once('close', finish);
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readUInt32BE(0)) finish();
    });
    socket.write(REQUEST_IDENTITIES);
  });
}
