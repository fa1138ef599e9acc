import type { ArgOptions, ArgRules } from '../../spec/types.js';
import { signingKeyArgs } from './signingKey.js';

const SUBJECT_KEY = {
  default: 'create_if_not_provided',
  choices: ['create_if_not_provided', 'always_create', 'never_create'],
  description:
    'Whether the identifier of the public key is added: unless the request has one, always, or never.',
} as const;
const FROM = 'When it begins: `+0s`, `-5m`, or `YYYYMMDDHHMMSSZ`, in UTC.';
const TO = 'When it ends: `+3650d`, or `YYYYMMDDHHMMSSZ`, in UTC.';

/** Arguments that say what a certificate is to be. */
export const certificateArgs = {
  ...signingKeyArgs,
  csr_path: { type: 'path', description: 'Certificate signing request on the target.' },
  csr_content: { type: 'str', description: 'The request as text.' },
  ignore_timestamps: {
    type: 'bool',
    default: true,
    description: 'Do not make the certificate anew because its times are others than those asked for.',
  },
  selfsigned_version: { type: 'int', default: 3, description: 'Version: 3.' },
  selfsigned_digest: { type: 'str', default: 'sha256', description: 'Digest of the signature.' },
  selfsigned_not_before: {
    type: 'str',
    default: '+0s',
    aliases: ['selfsigned_notBefore'],
    description: FROM,
  },
  selfsigned_not_after: { type: 'str', default: '+3650d', aliases: ['selfsigned_notAfter'], description: TO },
  selfsigned_create_subject_key_identifier: SUBJECT_KEY,
  ownca_path: { type: 'path', description: 'Certificate of the CA, on the target.' },
  ownca_content: { type: 'str', description: 'Certificate of the CA as text.' },
  ownca_privatekey_path: { type: 'path', description: 'Private key of the CA, on the target.' },
  ownca_privatekey_content: { type: 'str', no_log: true, description: 'Private key of the CA as text.' },
  ownca_privatekey_passphrase: { type: 'str', no_log: true, description: 'Passphrase of the CA’s key.' },
  ownca_version: { type: 'int', default: 3, description: 'Version: 3.' },
  ownca_digest: { type: 'str', default: 'sha256', description: 'Digest of the signature.' },
  ownca_not_before: { type: 'str', default: '+0s', description: FROM },
  ownca_not_after: { type: 'str', default: '+3650d', description: TO },
  ownca_create_subject_key_identifier: SUBJECT_KEY,
  ownca_create_authority_key_identifier: {
    type: 'bool',
    default: true,
    description: 'Add the identifier of the CA’s key, in place of one that the request has.',
  },
} as const satisfies ArgOptions;

/** Arguments of providers that reach out to services; they are accepted so that the refusal is about the provider. */
export const serviceArgs = Object.fromEntries(
  [
    'acme_accountkey_path',
    'acme_challenge_path',
    'acme_chain',
    'acme_directory',
    'entrust_cert_type',
    'entrust_requester_email',
    'entrust_requester_name',
    'entrust_requester_phone',
    'entrust_api_user',
    'entrust_api_key',
    'entrust_api_client_cert_path',
    'entrust_api_client_cert_key_path',
    'entrust_not_after',
    'entrust_api_specification_path',
  ].map((name) => [
    name,
    { type: 'raw', no_log: /key/.test(name), description: 'Of a provider that is not supported.' },
  ]),
) as ArgOptions;

export const certificateRules = {
  mutually_exclusive: [
    ['csr_path', 'csr_content'],
    ['privatekey_path', 'privatekey_content'],
    ['ownca_path', 'ownca_content'],
    ['ownca_privatekey_path', 'ownca_privatekey_content'],
  ],
} as const satisfies ArgRules;
