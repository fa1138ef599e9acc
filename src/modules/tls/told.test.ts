import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ModuleFolder } from '../../../test/support/moduleFolder.js';
import type { Module } from '../../module/types.js';
import { toJs } from '../../value/convert.js';
import { loads } from '../../value/json.js';
import { opensslCsrInfo } from './opensslCsrInfo.js';
import { opensslPrivatekeyInfo } from './opensslPrivatekeyInfo.js';
import { x509CertificateInfo } from './x509CertificateInfo.js';

/** Numbers of keys are longer than those of JavaScript. */
function recorded<T>(name: string): T {
  return toJs(loads(readFileSync(new URL(`./testdata/${name}.json`, import.meta.url), 'utf8'))) as T;
}

/** What community.crypto told about the certificates, requests and keys that it made of drawn arguments. */
const told = recorded<Record<'certificates' | 'requests' | 'keys', readonly object[]>>('told');
const { keys, cases } = recorded<{
  keys: Readonly<Record<string, string>>;
  cases: readonly { made: { request: string; ownca: string } }[];
}>('generated');

const folder = new ModuleFolder();
afterAll(() => folder.close());

describe.each<[string, Module, object, readonly object[], readonly string[]]>([
  ['x509_certificate_info', x509CertificateInfo, {}, told.certificates, cases.map(({ made }) => made.ownca)],
  ['openssl_csr_info', opensslCsrInfo, {}, told.requests, cases.map(({ made }) => made.request)],
  [
    'openssl_privatekey_info',
    opensslPrivatekeyInfo,
    { return_private_key_data: true },
    told.keys,
    Object.values(keys),
  ],
])('%s', (_, module, more, theirs, texts) => {
  it.each(theirs.map((expected, i) => [i, texts[i]!, expected] as const))(
    'tells of number %i what community.crypto does',
    async (_number, content, expected) => {
      const { changed, ...result } = await folder.run(module, { content, ...more });
      expect(changed).toBe(false);
      expect(result).toEqual(expected);
    },
  );
});
