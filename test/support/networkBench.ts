import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Module } from '../../src/module/types.js';
import { netState } from '../../src/modules/net/state/state.js';
import type { Dict, Value } from '../../src/value/types.js';
import { runModule, ShellHost } from './moduleContext.js';
import { type NetDocumentText, netArguments } from './netDocument.js';
import { privateRecords } from './privateRecords.js';

/** A network namespace of a test with records of its own, and network modules that run in it. */
export class NetworkBench {
  readonly netns: string;
  readonly host: ShellHost;
  private readonly records: string;

  constructor(name: string) {
    this.netns = `mwt-${name}-${process.pid}`;
    this.records = mkdtempSync(join(tmpdir(), `mw-${name}-`));
    this.host = new ShellHost({ prefix: privateRecords(this.records) });
    execFileSync('ip', ['netns', 'add', this.netns]);
  }

  /** Removes the namespace and its records. */
  remove(): void {
    execFileSync('ip', ['netns', 'del', this.netns]);
    rmSync(this.records, { recursive: true });
  }

  /** Runs net_state, or another module of its engine; what the document does not say is purged and allowed. */
  async run(
    document: NetDocumentText,
    { check = false, module = netState as Module, target = {} as object } = {},
  ): Promise<Dict> {
    const given: Record<string, Value> = {
      netns: this.netns,
      owner: 'test',
      purge: 'owned',
      disruptive: 'allow',
      ...netArguments(document),
    };
    return (await runModule(module, given, this.host, { check, target })).value;
  }

  /** Expects that check mode says what the run does and that a second run does nothing. Returns what was done. */
  async converges(document: NetDocumentText): Promise<string[]> {
    const planned = operations(await this.run(document, { check: true }));
    const done = operations(await this.run(document));
    expect(done).toEqual(planned);
    expect(operations(await this.run(document))).toEqual([]);
    return done;
  }

  /** What a command prints inside the namespace. */
  inside(...words: string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.netns, ...words], { encoding: 'utf8', stdio: 'pipe' });
  }

  /** The ledger's text. */
  ledger(): Promise<string> {
    return readFile(this.ledgerPath, 'utf8');
  }

  /** Replaces the ledger's text. */
  writeLedger(text: string): Promise<void> {
    return writeFile(this.ledgerPath, text);
  }

  private get ledgerPath(): string {
    return join(this.records, `meshwright/ledger/objects@${this.netns}`);
  }
}

/** The operations of a result that must not have failed. */
export function operations(value: Dict): string[] {
  expect(value.get('msg')).toBeUndefined();
  return value.get('operations') as string[];
}
