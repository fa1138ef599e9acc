import type { ArgOptions, ArgsOf } from '../../spec/types.js';
import { pyStr } from '../../value/repr.js';
import type { Dict } from '../../value/types.js';
import type { HttpRequest } from './httpRequest.js';

/** The arguments that every module which makes requests has. */
export const requestArgs = {
  url: { type: 'str', required: true, description: 'Address, http or https.' },
  url_username: { type: 'str', aliases: ['user'], description: 'Name to log in with.' },
  url_password: { type: 'str', aliases: ['password'], no_log: true, description: 'Password to log in with.' },
  force_basic_auth: {
    type: 'bool',
    default: false,
    description: 'Send name and password with the first request.',
  },
  validate_certs: { type: 'bool', default: true, description: 'Check the certificate of the server.' },
  use_proxy: { type: 'bool', default: true, description: 'Heed the proxy variables of the environment.' },
  timeout: { type: 'int', default: 10, description: 'Seconds to wait for the connection.' },
  headers: { type: 'dict', description: 'Headers to send.' },
  http_agent: { type: 'str', default: 'ansible-httpget', description: 'The User-Agent.' },
  client_cert: { type: 'path', description: 'Certificate to show to the server.' },
  client_key: { type: 'path', description: 'Its key.' },
  ca_path: { type: 'path', description: 'Certificates of the authorities to trust.' },
  use_gssapi: { type: 'bool', default: false, description: 'Accepted; not supported.' },
  use_netrc: { type: 'bool', default: true, description: 'Accepted; .netrc is not read.' },
  unredirected_headers: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Accepted; the client program decides.',
  },
  ciphers: { type: 'list', elements: 'str', description: 'Accepted; those of the client program are used.' },
  decompress: { type: 'bool', default: true, description: 'Ask for compressed answers and unpack them.' },
} as const satisfies ArgOptions;

/** The request that the arguments describe: a GET without a body. */
export function baseRequest(args: ArgsOf<typeof requestArgs>): HttpRequest {
  return {
    url: args.url,
    method: 'GET',
    headers: headersOf(args.headers),
    user: args.url_username,
    password: args.url_password,
    basicAuth: args.force_basic_auth,
    followRedirects: true,
    checkCertificates: args.validate_certs,
    useProxy: args.use_proxy,
    decompress: args.decompress,
    userAgent: args.http_agent,
    timeout: args.timeout,
    caPath: args.ca_path,
    clientCert: args.client_cert,
    clientKey: args.client_key,
  };
}

function headersOf(given: Dict | undefined): Map<string, string> {
  return new Map([...(given ?? [])].map(([name, value]) => [String(name), pyStr(value)]));
}
