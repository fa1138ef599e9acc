import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../spec/check.js';
import type { ArgOptions } from '../../spec/types.js';
import { fromJs } from '../../value/convert.js';
import type { Dict } from '../../value/types.js';
import { readCertificate } from '../../x509/certificate.js';
import { firstPart } from '../../x509/derReader.js';
import { writeRequest } from '../../x509/request.js';
import { certificateArgs } from './certificateArgs.js';
import { certificateWish, fitsCertificate, makeCertificate, type Provider } from './certificateWish.js';
import { requestArgs } from './requestArgs.js';
import { fitsRequest, type RequestArgs, requestWish } from './requestWish.js';

/** What community.crypto 2.14 made of the same key and the same arguments. */
interface Recorded {
  readonly key: string;
  readonly caKey: string;
  readonly caCertificate: string;
  readonly cases: readonly {
    readonly name: string;
    readonly args: object;
    readonly request: string;
    readonly selfsigned: string;
    readonly ownca: string;
  }[];
}

const recorded = JSON.parse(
  readFileSync(new URL('./testdata/recorded.json', import.meta.url), 'utf8'),
) as Recorded;
const key = createPrivateKey(recorded.key);

function checked<A>(args: ArgOptions, given: object): A {
  return checkArguments({ name: 'test', args }, fromJs(given) as Dict, undefined) as A;
}

function certificate(request: string, provider: Provider) {
  const given = {
    privatekey_content: recorded.key,
    csr_content: request,
    ...(provider === 'ownca' && {
      ownca_content: recorded.caCertificate,
      ownca_privatekey_content: recorded.caKey,
    }),
    [`${provider}_not_before`]: '20260101000000Z',
    [`${provider}_not_after`]: '20550101000000Z',
  };
  const args = { ...checked<Parameters<typeof certificateWish>[0]>(certificateArgs, given), provider };
  return certificateWish(args, [], new Date());
}

describe.each(recorded.cases)(
  'what community.crypto made of the arguments "$name"',
  ({ args, request, selfsigned, ownca }) => {
    const given = checked<RequestArgs>(requestArgs, { privatekey_content: recorded.key, ...args });
    const wish = requestWish(given, key);

    it('is the same request, byte by byte', () => {
      expect(writeRequest(wish, key, given.digest).toString()).toBe(request);
    });

    it('is a request that fits', () => {
      expect(fitsRequest(Buffer.from(request), wish, key)).toBe(true);
    });

    it('is the same self-signed certificate, byte by byte but for the serial number', () => {
      const { serial } = readCertificate(Buffer.from(selfsigned));
      expect(makeCertificate({ ...certificate(request, 'selfsigned'), serial }).toString()).toBe(selfsigned);
    });

    it('is the same certificate of a CA but for serial number and signature', () => {
      const theirs = readCertificate(Buffer.from(ownca));
      const ours = readCertificate(
        makeCertificate({ ...certificate(request, 'ownca'), serial: theirs.serial }),
      );
      expect(firstPart(ours.der)).toEqual(firstPart(theirs.der));
    });

    it('is a certificate that fits, also in its times', () => {
      expect(fitsCertificate(Buffer.from(selfsigned), certificate(request, 'selfsigned'), false)).toBe(true);
      expect(fitsCertificate(Buffer.from(ownca), certificate(request, 'ownca'), false)).toBe(true);
    });
  },
);
