import type { HttpRequest } from './httpRequest.js';

/** A request for a document, with nothing special about it. */
export function simpleGet(
  url: string,
  { checkCertificates }: { readonly checkCertificates: boolean },
): HttpRequest {
  return {
    url,
    method: 'GET',
    headers: new Map(),
    basicAuth: false,
    followRedirects: true,
    checkCertificates,
    useProxy: true,
    decompress: false,
    userAgent: 'ansible-httpget',
    timeout: 30,
  };
}
