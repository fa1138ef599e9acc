import type { HttpRequest } from './httpRequest.js';

/** A configuration for `curl -K`: everything about a request that nobody else may see. */
export function curlConfig(request: HttpRequest): string[] {
  const lines = [
    'silent',
    'show-error',
    'globoff',
    `url = ${quoted(request.url)}`,
    `connect-timeout = ${request.timeout}`,
    `user-agent = ${quoted(request.userAgent)}`,
    'write-out = "%{num_redirects} %{url_effective}\\n"',
  ];
  if (request.method === 'HEAD') lines.push('head');
  else if (request.method !== 'GET') lines.push(`request = ${quoted(request.method)}`);
  if (request.followRedirects) lines.push('location');
  if (!request.checkCertificates) lines.push('insecure');
  if (!request.useProxy) lines.push('noproxy = "*"');
  if (request.decompress) lines.push('compressed');
  if (request.caPath !== undefined) lines.push(`cacert = ${quoted(request.caPath)}`);
  if (request.clientCert !== undefined) lines.push(`cert = ${quoted(request.clientCert)}`);
  if (request.clientKey !== undefined) lines.push(`key = ${quoted(request.clientKey)}`);
  if (request.user !== undefined) {
    lines.push(
      request.basicAuth ? 'basic' : 'anyauth',
      `user = ${quoted(`${request.user}:${request.password ?? ''}`)}`,
    );
  }
  for (const [name, value] of request.headers) {
    lines.push(`header = ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  return lines;
}

/** The same as a `.wgetrc`. */
export function wgetConfig(request: HttpRequest): string[] {
  const lines = [
    'server_response = on',
    'content_on_error = on',
    'verbose = off',
    'tries = 1',
    `timeout = ${request.timeout}`,
    `user_agent = ${plain(request.userAgent)}`,
    `method = ${request.method}`,
  ];
  if (!request.followRedirects) lines.push('max_redirect = 0');
  if (!request.checkCertificates) lines.push('check_certificate = off');
  if (!request.useProxy) lines.push('use_proxy = off');
  if (request.caPath !== undefined) lines.push(`ca_certificate = ${plain(request.caPath)}`);
  if (request.clientCert !== undefined) lines.push(`certificate = ${plain(request.clientCert)}`);
  if (request.clientKey !== undefined) lines.push(`private_key = ${plain(request.clientKey)}`);
  if (request.user !== undefined) {
    lines.push(`user = ${plain(request.user)}`, `password = ${plain(request.password ?? '')}`);
    if (request.basicAuth) lines.push('auth_no_challenge = on');
  }
  for (const [name, value] of request.headers) lines.push(`header = ${plain(`${name}: ${value}`)}`);
  return lines;
}

function quoted(text: string): string {
  return `"${plain(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A line cannot be ended from within a value. */
function plain(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
