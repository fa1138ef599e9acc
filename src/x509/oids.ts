import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';

/** Object identifier, long name, short name: the names that OpenSSL prints. */
type Entry = readonly [oid: string, long: string, short?: string];

/** Attributes of distinguished names. */
const NAME_ATTRIBUTES: readonly Entry[] = [
  ['2.5.4.3', 'commonName', 'CN'],
  ['2.5.4.6', 'countryName', 'C'],
  ['2.5.4.7', 'localityName', 'L'],
  ['2.5.4.8', 'stateOrProvinceName', 'ST'],
  ['2.5.4.10', 'organizationName', 'O'],
  ['2.5.4.11', 'organizationalUnitName', 'OU'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
  ['2.5.4.4', 'surname', 'SN'],
  ['2.5.4.42', 'givenName', 'GN'],
  ['2.5.4.43', 'initials'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.9', 'streetAddress', 'street'],
  ['2.5.4.12', 'title'],
  ['2.5.4.13', 'description'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.16', 'postalAddress'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.18', 'postOfficeBox'],
  ['2.5.4.19', 'physicalDeliveryOfficeName'],
  ['2.5.4.20', 'telephoneNumber'],
  ['2.5.4.41', 'name'],
  ['2.5.4.44', 'generationQualifier'],
  ['2.5.4.45', 'x500UniqueIdentifier'],
  ['2.5.4.46', 'dnQualifier'],
  ['2.5.4.65', 'pseudonym'],
  ['2.5.4.72', 'role'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.25', 'domainComponent', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'userId', 'UID'],
  ['1.2.840.113549.1.9.2', 'unstructuredName'],
  ['1.2.840.113549.1.9.8', 'unstructuredAddress'],
  ['1.3.6.1.4.1.311.60.2.1.1', 'jurisdictionLocalityName', 'jurisdictionL'],
  ['1.3.6.1.4.1.311.60.2.1.2', 'jurisdictionStateOrProvinceName', 'jurisdictionST'],
  ['1.3.6.1.4.1.311.60.2.1.3', 'jurisdictionCountryName', 'jurisdictionC'],
  ['1.2.643.100.1', 'OGRN'],
  ['1.2.643.3.131.1.1', 'INN'],
];

/** Purposes of extended key usage. */
const KEY_PURPOSES: readonly Entry[] = [
  ['1.3.6.1.5.5.7.3.1', 'TLS Web Server Authentication', 'serverAuth'],
  ['1.3.6.1.5.5.7.3.2', 'TLS Web Client Authentication', 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'Code Signing', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'E-mail Protection', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.5', 'IPSec End System', 'ipsecEndSystem'],
  ['1.3.6.1.5.5.7.3.6', 'IPSec Tunnel', 'ipsecTunnel'],
  ['1.3.6.1.5.5.7.3.7', 'IPSec User', 'ipsecUser'],
  ['1.3.6.1.5.5.7.3.8', 'Time Stamping', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSP Signing', 'OCSPSigning'],
  ['1.3.6.1.5.5.7.3.10', 'dvcs', 'DVCS'],
  ['1.3.6.1.5.5.7.3.17', 'ipsec Internet Key Exchange', 'ipsecIKE'],
  ['1.3.6.1.5.5.7.3.18', 'Ctrl/provision WAP Access', 'capwapAC'],
  ['1.3.6.1.5.5.7.3.19', 'Ctrl/Provision WAP Termination', 'capwapWTP'],
  ['1.3.6.1.5.5.7.3.21', 'SSH Client', 'secureShellClient'],
  ['1.3.6.1.5.5.7.3.22', 'SSH Server', 'secureShellServer'],
  ['1.3.6.1.5.5.7.3.24', 'Send Proxied Router', 'sendProxiedRouter'],
  ['1.3.6.1.5.5.7.3.25', 'Send Owner', 'sendOwner'],
  ['1.3.6.1.5.5.7.3.26', 'Send Proxied Owner', 'sendProxiedOwner'],
  ['1.3.6.1.5.5.7.3.27', 'CMC Certificate Authority', 'cmcCA'],
  ['1.3.6.1.5.5.7.3.28', 'CMC Registration Authority', 'cmcRA'],
  ['1.3.6.1.5.5.7.1.2', 'Biometric Info', 'biometricInfo'],
  ['1.3.6.1.5.2.3.4', 'PKINIT Client Auth', 'pkInitClientAuth'],
  ['1.3.6.1.5.2.3.5', 'Signing KDC Response', 'pkInitKDC'],
  ['1.3.6.1.4.1.311.20.2.2', 'Microsoft Smartcardlogin', 'msSmartcardLogin'],
  ['1.3.6.1.4.1.311.2.1.21', 'Microsoft Individual Code Signing', 'msCodeInd'],
  ['1.3.6.1.4.1.311.2.1.22', 'Microsoft Commercial Code Signing', 'msCodeCom'],
  ['1.3.6.1.4.1.311.10.3.1', 'Microsoft Trust List Signing', 'msCTLSign'],
  ['1.3.6.1.4.1.311.10.3.3', 'Microsoft Server Gated Crypto', 'msSGC'],
  ['1.3.6.1.4.1.311.10.3.4', 'Microsoft Encrypted File System', 'msEFS'],
  ['2.16.840.1.113730.4.1', 'Netscape Server Gated Crypto', 'nsSGC'],
  ['2.5.29.37.0', 'Any Extended Key Usage', 'anyExtendedKeyUsage'],
];

/** Signature algorithms. */
const SIGNATURES: readonly Entry[] = [
  ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'RSA-MD5'],
  ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'RSA-SHA1'],
  ['1.2.840.113549.1.1.10', 'rsassaPss', 'RSASSA-PSS'],
  ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption', 'RSA-SHA256'],
  ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption', 'RSA-SHA384'],
  ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption', 'RSA-SHA512'],
  ['1.2.840.113549.1.1.14', 'sha224WithRSAEncryption', 'RSA-SHA224'],
  ['1.2.840.10045.4.1', 'ecdsa-with-SHA1'],
  ['1.2.840.10045.4.3.1', 'ecdsa-with-SHA224'],
  ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
  ['1.2.840.10040.4.3', 'dsaWithSHA1', 'DSA-SHA1'],
  ['2.16.840.1.101.3.4.3.1', 'dsa_with_SHA224'],
  ['2.16.840.1.101.3.4.3.2', 'dsa_with_SHA256'],
  ['2.16.840.1.101.3.4.3.3', 'dsa_with_SHA384', 'id-dsa-with-sha384'],
  ['2.16.840.1.101.3.4.3.4', 'dsa_with_SHA512', 'id-dsa-with-sha512'],
  ['1.3.101.112', 'ED25519'],
  ['1.3.101.113', 'ED448'],
];

/** Extensions of certificates and revocation lists. */
const EXTENSIONS: readonly Entry[] = [
  ['2.5.29.9', 'X509v3 Subject Directory Attributes', 'subjectDirectoryAttributes'],
  ['2.5.29.14', 'X509v3 Subject Key Identifier', 'subjectKeyIdentifier'],
  ['2.5.29.15', 'X509v3 Key Usage', 'keyUsage'],
  ['2.5.29.16', 'X509v3 Private Key Usage Period', 'privateKeyUsagePeriod'],
  ['2.5.29.17', 'X509v3 Subject Alternative Name', 'subjectAltName'],
  ['2.5.29.18', 'X509v3 Issuer Alternative Name', 'issuerAltName'],
  ['2.5.29.19', 'X509v3 Basic Constraints', 'basicConstraints'],
  ['2.5.29.20', 'X509v3 CRL Number', 'crlNumber'],
  ['2.5.29.30', 'X509v3 Name Constraints', 'nameConstraints'],
  ['2.5.29.31', 'X509v3 CRL Distribution Points', 'crlDistributionPoints'],
  ['2.5.29.32', 'X509v3 Certificate Policies', 'certificatePolicies'],
  ['2.5.29.33', 'X509v3 Policy Mappings', 'policyMappings'],
  ['2.5.29.35', 'X509v3 Authority Key Identifier', 'authorityKeyIdentifier'],
  ['2.5.29.36', 'X509v3 Policy Constraints', 'policyConstraints'],
  ['2.5.29.37', 'X509v3 Extended Key Usage', 'extendedKeyUsage'],
  ['2.5.29.46', 'X509v3 Freshest CRL', 'freshestCRL'],
  ['2.5.29.54', 'X509v3 Inhibit Any Policy', 'inhibitAnyPolicy'],
  ['1.3.6.1.5.5.7.1.1', 'Authority Information Access', 'authorityInfoAccess'],
  ['1.3.6.1.5.5.7.1.11', 'Subject Information Access', 'subjectInfoAccess'],
  ['1.3.6.1.5.5.7.1.24', 'TLS Feature', 'tlsfeature'],
  ['1.3.6.1.4.1.11129.2.4.2', 'CT Precertificate SCTs', 'ct_precert_scts'],
  ['1.3.6.1.4.1.11129.2.4.3', 'CT Precertificate Poison', 'ct_precert_poison'],
];

const names = new Map<string, Entry>();
const oids = new Map<string, string>([['userID', '0.9.2342.19200300.100.1.1']]);
for (const entry of [...NAME_ATTRIBUTES, ...KEY_PURPOSES, ...SIGNATURES, ...EXTENSIONS]) {
  const [oid, long, short] = entry;
  names.set(oid, entry);
  oids.set(long, oid);
  if (short !== undefined) oids.set(short, oid);
}

/** Long name of an object identifier, or the identifier itself when it has none here. */
export function longName(oid: string): string {
  return names.get(oid)?.[1] ?? oid;
}

/** Short name (`CN`), the long one where there is no shorter, or the identifier itself. */
export function shortName(oid: string): string {
  const entry = names.get(oid);
  return entry?.[2] ?? entry?.[1] ?? oid;
}

/** Object identifier of a name, long or short; dotted numbers stand for themselves. Throws a DiagnosticError. */
export function oidOfName(name: string, what: string): string {
  const known = oids.get(name);
  if (known !== undefined) return known;
  if (/^\d+(\.\d+)+$/.test(name)) return name;
  return fail('oid-unknown', `${what} "${name}" is unknown`, {
    fix: didYouMean(name, oids.keys()) ?? 'write it as an object identifier: 1.3.6.1.4.1',
  });
}
