import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShellHost } from './moduleContext.js';

/** A folder of stand-in commands, first in PATH; each call is recorded with its arguments. */
export class FakeCommands {
  readonly dir = mkdtempSync(join(tmpdir(), 'mwt-bin-'));
  readonly log = join(this.dir, 'calls');

  /** `body` is shell text; it sees the call's arguments and the folder as $FAKE. */
  add(name: string, body = ':'): this {
    const path = join(this.dir, name);
    writeFileSync(path, `#!/bin/sh\nFAKE=${this.dir}\necho "${name} $*" >>"$FAKE/calls"\n${body}\n`);
    chmodSync(path, 0o755);
    return this;
  }

  host(): ShellHost {
    return new ShellHost({ env: { PATH: `${this.dir}:${process.env.PATH ?? ''}` } });
  }

  /** The calls since the last look. */
  calls(): string[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, 'utf8').trimEnd().split('\n');
    rmSync(this.log);
    return lines;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
