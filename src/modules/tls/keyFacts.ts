import { fromJs } from '../../value/convert.js';
import { Dict, type Value } from '../../value/types.js';
import { toPem } from '../../x509/pem.js';
import { fingerprints, publicKeyFacts, sha256Fingerprint } from '../../x509/publicKey.js';

/** Numbers of a public key as results show them. */
export function publicData(spki: Uint8Array): { type: string; data: Value } {
  const { type, data } = publicKeyFacts(spki);
  return { type, data: fromJs(data) };
}

/** All fingerprints, or the one that diffs show. */
export function fingerprintsOf(bytes: Uint8Array, one = false): Value {
  return fromJs(one ? sha256Fingerprint(bytes) : fingerprints(bytes));
}

/** What diffs and openssl_privatekey_info tell about a readable private key: nothing of it is secret. */
export function privateKeyFacts(spki: Uint8Array, one: boolean): Dict {
  const { type, data } = publicData(spki);
  return Dict.of({
    can_parse_key: true,
    key_is_consistent: null,
    public_data: data,
    public_key: toPem('PUBLIC KEY', spki),
    public_key_fingerprints: fingerprintsOf(spki, one),
    type,
  });
}

/** The facts of a key that cannot be read. */
export function brokenKeyFacts(): Dict {
  return Dict.of({ can_parse_key: false, key_is_consistent: null });
}
