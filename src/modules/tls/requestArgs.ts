import type { ArgOptions, ArgRules } from '../../spec/types.js';
import { POINT_REASONS } from '../../x509/extensionValues.js';
import { signingKeyArgs } from './signingKey.js';

/** Arguments that say what a certificate signing request asks for. */
export const requestArgs = {
  ...signingKeyArgs,
  digest: {
    type: 'str',
    default: 'sha256',
    description: 'Digest of the signature; Edwards keys have their own.',
  },
  version: { type: 'int', default: 1, description: 'Version of the request: 1, there is no other.' },
  subject: { type: 'dict', description: 'Attributes of the name: a text or a list of texts each.' },
  subject_ordered: {
    type: 'list',
    elements: 'dict',
    description: 'The same as a list of single attributes, where the order matters.',
  },
  country_name: { type: 'str', aliases: ['C', 'countryName'], description: 'Country: two letters.' },
  state_or_province_name: {
    type: 'str',
    aliases: ['ST', 'stateOrProvinceName'],
    description: 'State or province.',
  },
  locality_name: { type: 'str', aliases: ['L', 'localityName'], description: 'Town.' },
  organization_name: { type: 'str', aliases: ['O', 'organizationName'], description: 'Organisation.' },
  organizational_unit_name: {
    type: 'str',
    aliases: ['OU', 'organizationalUnitName'],
    description: 'Unit of the organisation.',
  },
  common_name: { type: 'str', aliases: ['CN', 'commonName'], description: 'Common name.' },
  email_address: { type: 'str', aliases: ['E', 'emailAddress'], description: 'Mail address.' },
  subject_alt_name: {
    type: 'list',
    elements: 'str',
    aliases: ['subjectAltName'],
    description:
      'Names the certificate is for: `DNS:`, `IP:`, `email:`, `URI:`, `RID:`, `dirName:CN=…`, `otherName:<OID>;UTF8:<text>`.',
  },
  subject_alt_name_critical: {
    type: 'bool',
    default: false,
    aliases: ['subjectAltName_critical'],
    description: 'Mark them critical.',
  },
  use_common_name_for_san: {
    type: 'bool',
    default: true,
    aliases: ['useCommonNameForSAN'],
    description: 'Without alternative names the common name becomes one of kind DNS.',
  },
  key_usage: {
    type: 'list',
    elements: 'str',
    aliases: ['keyUsage'],
    description: 'What the key may do: `digitalSignature`, `keyCertSign`, …',
  },
  key_usage_critical: {
    type: 'bool',
    default: false,
    aliases: ['keyUsage_critical'],
    description: 'Mark it critical.',
  },
  extended_key_usage: {
    type: 'list',
    elements: 'str',
    aliases: ['extKeyUsage', 'extendedKeyUsage'],
    description: 'Purposes: `serverAuth`, `clientAuth`, …, or object identifiers.',
  },
  extended_key_usage_critical: {
    type: 'bool',
    default: false,
    aliases: ['extKeyUsage_critical', 'extendedKeyUsage_critical'],
    description: 'Mark them critical.',
  },
  basic_constraints: {
    type: 'list',
    elements: 'str',
    aliases: ['basicConstraints'],
    description: '`CA:TRUE`, `CA:FALSE`, `pathlen:<n>`.',
  },
  basic_constraints_critical: {
    type: 'bool',
    default: false,
    aliases: ['basicConstraints_critical'],
    description: 'Mark them critical.',
  },
  ocsp_must_staple: {
    type: 'bool',
    default: false,
    aliases: ['ocspMustStaple'],
    description: 'The server must staple an OCSP answer.',
  },
  ocsp_must_staple_critical: {
    type: 'bool',
    default: false,
    aliases: ['ocspMustStaple_critical'],
    description: 'Mark it critical.',
  },
  name_constraints_permitted: {
    type: 'list',
    elements: 'str',
    description: 'Subtrees of names a CA may sign for.',
  },
  name_constraints_excluded: {
    type: 'list',
    elements: 'str',
    description: 'Subtrees of names a CA must not sign for.',
  },
  name_constraints_critical: { type: 'bool', default: false, description: 'Mark them critical.' },
  create_subject_key_identifier: {
    type: 'bool',
    default: false,
    description: 'Add the identifier of the public key.',
  },
  subject_key_identifier: { type: 'str', description: 'The identifier itself: `00:11:…`.' },
  authority_key_identifier: { type: 'str', description: 'Identifier of the issuer’s key: `00:11:…`.' },
  authority_cert_issuer: {
    type: 'list',
    elements: 'str',
    description: 'Names of the issuer of the issuer’s certificate.',
  },
  authority_cert_serial_number: {
    type: 'raw',
    description: 'Serial number of the issuer’s certificate.',
  },
  crl_distribution_points: {
    type: 'list',
    elements: 'dict',
    description: 'Where revocation lists are found.',
    options: {
      full_name: { type: 'list', elements: 'str', description: 'Names: `URI:http://…`.' },
      relative_name: {
        type: 'list',
        elements: 'str',
        description: 'Attributes relative to the issuer’s name.',
      },
      crl_issuer: { type: 'list', elements: 'str', description: 'Issuer of the list.' },
      reasons: {
        type: 'list',
        elements: 'str',
        description: `Reasons the list covers: ${POINT_REASONS.slice(1).join(', ')}.`,
      },
    },
    mutually_exclusive: [['full_name', 'relative_name']],
    required_one_of: [['full_name', 'relative_name', 'crl_issuer']],
  },
} as const satisfies ArgOptions;

export const requestRules = {
  required_together: [['authority_cert_issuer', 'authority_cert_serial_number']],
  mutually_exclusive: [
    ['privatekey_path', 'privatekey_content'],
    ['subject', 'subject_ordered'],
  ],
} as const satisfies ArgRules;
