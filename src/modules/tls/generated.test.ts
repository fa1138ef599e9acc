import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../spec/check.js';
import type { ArgOptions } from '../../spec/types.js';
import { fromJs } from '../../value/convert.js';
import type { Dict } from '../../value/types.js';
import { readCertificate } from '../../x509/certificate.js';
import { firstPart } from '../../x509/derReader.js';
import { pemBlock } from '../../x509/pem.js';
import { writeRequest } from '../../x509/request.js';
import { certificateArgs } from './certificateArgs.js';
import { certificateWish, fitsCertificate, makeCertificate, type Provider } from './certificateWish.js';
import { requestArgs } from './requestArgs.js';
import { fitsRequest, type RequestArgs, requestWish } from './requestWish.js';

type KeyName = 'rsa' | 'p256' | 'p384' | 'p521' | 'ed25519' | 'ed448';

/** Written by scripts/record-certificate-cases.py: what community.crypto made of drawn arguments. */
interface Generated {
  readonly keys: Readonly<Record<KeyName, string>>;
  readonly authorities: Readonly<Partial<Record<KeyName, string>>>;
  readonly cases: readonly {
    readonly key: KeyName;
    readonly ca: KeyName;
    readonly request: object;
    readonly digest: string;
    readonly certificate: Readonly<Record<string, string>>;
    readonly authority_key: boolean;
    readonly made: { readonly request: string; readonly selfsigned: string; readonly ownca: string };
  }[];
}

const { keys, authorities, cases } = JSON.parse(
  readFileSync(new URL('./testdata/generated.json', import.meta.url), 'utf8'),
) as Generated;

function checked<A>(args: ArgOptions, given: object): A {
  return checkArguments({ name: 'test', args }, fromJs(given) as Dict, undefined) as A;
}

const body = (pem: string, label: string): Buffer => firstPart(pemBlock(Buffer.from(pem), [label], 'it').der);

describe.each(cases.map((each, number) => ({ ...each, number })))(
  'drawn arguments $number: a key of $key, a CA of $ca',
  ({ key, ca, request, digest, certificate, authority_key, made }) => {
    const own = createPrivateKey(keys[key]);
    const given = checked<RequestArgs>(requestArgs, { privatekey_content: keys[key], ...request, digest });
    const wish = requestWish(given, own);

    function wished(provider: Provider): ReturnType<typeof certificateWish> {
      const named = Object.entries(certificate).map(([name, value]) => [`${provider}_${name}`, value]);
      const authority = {
        ownca_content: authorities[ca],
        ownca_privatekey_content: keys[ca],
        ownca_create_authority_key_identifier: authority_key,
      };
      const args = checked<Parameters<typeof certificateWish>[0]>(certificateArgs, {
        csr_content: made.request,
        ...Object.fromEntries(named),
        ...(provider === 'selfsigned' ? { privatekey_content: keys[key] } : authority),
      });
      return certificateWish({ ...args, provider }, [], new Date());
    }

    it('give the same request but for a signature that chance has a part in', () => {
      const label = 'CERTIFICATE REQUEST';
      const ours = writeRequest(wish, own, given.digest).toString();
      expect(body(ours, label)).toEqual(body(made.request, label));
      if (key === 'rsa' || key.startsWith('ed')) expect(ours).toBe(made.request);
      expect(fitsRequest(Buffer.from(made.request), wish, own)).toBe(true);
    });

    it.each(['selfsigned', 'ownca'] as const)(
      'give the same certificate by %s but for its serial number',
      (by) => {
        const theirs = readCertificate(Buffer.from(made[by]));
        const ours = makeCertificate({ ...wished(by), serial: theirs.serial }).toString();
        expect(body(ours, 'CERTIFICATE')).toEqual(firstPart(theirs.der));
        const signer = by === 'ownca' ? ca : key;
        if (signer === 'rsa' || signer.startsWith('ed')) expect(ours).toBe(made[by]);
        expect(fitsCertificate(Buffer.from(made[by]), wished(by), false)).toBe(true);
      },
    );
  },
);
