import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { fileStatus } from '../template/files/status.js';
import { dumps } from '../value/json.js';
import { loads } from '../value/jsonLoads.js';
import { Dict, type Value } from '../value/types.js';
import { dumpYaml } from '../yaml/dump.js';
import { loadYaml } from '../yaml/load.js';

/** Facts kept beyond a run. */
export interface FactCache {
  read(host: string): Dict | undefined;
  write(host: string, facts: Dict): void;
  remove(host: string): void;
}

interface FactCacheOptions {
  /** `fact_caching`: memory, jsonfile or yaml. */
  readonly kind: string;
  /** `fact_caching_connection`: the directory. */
  readonly directory?: string | undefined;
  /** Begins the names of the files. */
  readonly prefix: string;
  /** Seconds for which kept facts count; 0: for ever. */
  readonly timeout: number;
  /** Whether a text holds a secret: facts that do are not kept. Default: none does. */
  readonly isSecret?: (text: string) => boolean;
}

interface Format {
  read(text: string, file: string): Value;
  write(facts: Dict): string;
}

const FORMATS: Readonly<Record<string, Format>> = {
  jsonfile: { read: loads, write: (facts) => dumps(facts, { indent: 4, sortKeys: true }) },
  yaml: { read: loadYaml, write: (facts) => dumpYaml(facts, { defaultFlowStyle: false }) },
};

/**
 * The cache that `fact_caching` names, one file a host as Ansible writes it, readable by its owner alone; undefined for
 * `memory`. Throws DiagnosticError for a kind that does not exist or without a directory.
 */
export function createFactCache(options: FactCacheOptions): FactCache | undefined {
  const kind = options.kind.replace(/^(?:ansible\.builtin|community\.general)\./, '');
  if (kind === 'memory') return undefined;
  const format = FORMATS[kind];
  if (!format) {
    fail('unknown-fact-cache', `Unable to load the facts cache plugin (${options.kind}).`, {
      fix: didYouMean(kind, ['memory', ...Object.keys(FORMATS)]) ?? 'use memory, jsonfile or yaml',
    });
  }
  if (options.directory === undefined) {
    fail('fact-cache-without-directory', `fact_caching = ${kind} needs a directory`, {
      fix: 'set fact_caching_connection to the directory in which facts are to be kept',
    });
  }
  return new FileCache(options.directory, options, format);
}

class FileCache implements FactCache {
  constructor(
    private readonly directory: string,
    private readonly options: FactCacheOptions,
    private readonly format: Format,
  ) {}

  read(host: string): Dict | undefined {
    const file = this.file(host);
    const age = fileStatus(file);
    if (!age) return undefined;
    if (this.options.timeout !== 0 && Date.now() - age.mtimeMs > this.options.timeout * 1000)
      return undefined;
    try {
      const facts = this.format.read(readFileSync(file, 'utf8'), file);
      return facts instanceof Dict ? facts : undefined;
    } catch {
      // A broken file is as good as none: the facts are gathered anew.
      this.remove(host);
      return undefined;
    }
  }

  write(host: string, facts: Dict): void {
    mkdirSync(this.directory, { recursive: true });
    const file = this.file(host);
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, this.format.write(this.withoutSecrets(facts)), { mode: 0o600 });
    chmodSync(fresh, 0o600);
    renameSync(fresh, file);
  }

  remove(host: string): void {
    rmSync(this.file(host), { force: true });
  }

  private withoutSecrets(facts: Dict): Dict {
    const { isSecret } = this.options;
    return isSecret ? new Dict([...facts].filter(([, value]) => !isSecret(dumps(value)))) : facts;
  }

  private file(host: string): string {
    return join(this.directory, this.options.prefix + host.replaceAll('/', '_'));
  }
}
