import { fail } from '../../diag/diagnostic.js';
import { integerBytes } from '../der.js';

/** A `string` of RFC 4251: its length in four bytes, then the bytes. */
export function sshString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([sshUint32(bytes.length), bytes]);
}

export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function sshUint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** An `mpint` of RFC 4251: two's complement, nothing for zero. */
export function sshInteger(value: bigint): Buffer {
  return sshString(value === 0n ? '' : integerBytes(value));
}

/** Reads the same back, front to end. Throws a DiagnosticError when the bytes end too early. */
export class SshReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length)
      fail('ssh-key-damaged', 'the SSH key or certificate is damaged: it ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  uint64(): bigint {
    return this.take(8).readBigUInt64BE();
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.string().toString('utf8');
  }

  integer(): bigint {
    return BigInt(`0x${this.string().toString('hex') || '0'}`);
  }
}
