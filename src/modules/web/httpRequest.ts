import { randomBytes } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { curlConfig, wgetConfig } from './clientConfig.js';

/** A request that the target makes with a program of its own. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body?: Buffer | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Send the credentials at once instead of waiting to be asked. */
  readonly basicAuth: boolean;
  readonly followRedirects: boolean;
  readonly checkCertificates: boolean;
  readonly useProxy: boolean;
  readonly decompress: boolean;
  readonly userAgent: string;
  /** Seconds to wait for the connection. */
  readonly timeout: number;
  readonly caPath?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly unixSocket?: string | undefined;
}

export interface HttpAnswer {
  /** -1 when there was no answer. */
  readonly status: number;
  /** `OK`, or what went wrong. */
  readonly reason: string;
  /** Where redirects ended. */
  readonly url: string;
  readonly redirected: boolean;
  /** Names in lower case, in the order they came; repeated ones joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** Every `Set-Cookie`. */
  readonly cookies: readonly string[];
  /** Whole seconds. */
  readonly elapsed: number;
  /** Directory of the target that holds the body as `body`; to be removed by `discard`. */
  readonly folder: string;
  readonly body: Buffer;
}

/**
 * Makes a request from the target with curl or wget, whichever it has. Headers, credentials and the body travel on
 * standard input and lie in a private directory only, never in argv. `keepBody: false` leaves the body on the target.
 * Throws a DiagnosticError when the target has neither program.
 */
export async function httpRequest(
  ctx: ModuleContext,
  request: HttpRequest,
  options: { readonly keepBody: boolean },
): Promise<HttpAnswer> {
  const end = randomBytes(12).toString('hex');
  const part = (lines: readonly string[]): string => `${[...lines, end].join('\n')}\n`;
  const stdin = Buffer.concat([
    Buffer.from(part(curlConfig(request)) + part(wgetConfig(request)) + part([request.url]), 'utf8'),
    request.body ?? Buffer.alloc(0),
  ]);
  const socket = request.unixSocket === undefined ? sh`` : sh`--unix-socket ${request.unixSocket} `;
  const data = request.body === undefined ? sh`` : sh`--data-binary @"$mw_w/data" `;
  const wgetData = request.body === undefined ? sh`` : sh`--body-file="$mw_w/data" `;
  const simple = request.method === 'GET' && request.headers.size === 0 && request.user === undefined;
  const started = Date.now();
  const script = sh`mw_w=\${TMPDIR:-/tmp}/mw-${end}
mkdir -m 0700 -- "$mw_w" || exit 1
umask 077
while IFS= read -r mw_l && [ "$mw_l" != ${end} ]; do mw_put "$mw_l$mw_nl"; done >"$mw_w/curl"
while IFS= read -r mw_l && [ "$mw_l" != ${end} ]; do mw_put "$mw_l$mw_nl"; done >"$mw_w/wget"
while IFS= read -r mw_l && [ "$mw_l" != ${end} ]; do mw_put "$mw_l$mw_nl"; done >"$mw_w/url"
cat >"$mw_w/data"
: >"$mw_w/body"; : >"$mw_w/head"; : >"$mw_w/info"; : >"$mw_w/why"
if command -v curl >/dev/null 2>&1; then
  curl -q -K "$mw_w/curl" ${socket}${data}-o "$mw_w/body" -D "$mw_w/head" >"$mw_w/info" 2>"$mw_w/why" </dev/null
elif command -v wget >/dev/null 2>&1; then
  if wget --help 2>&1 | grep -q BusyBox; then
    ${simple ? sh`wget -S -O "$mw_w/body" ${request.url} 2>"$mw_w/head" </dev/null` : sh`rm -rf "$mw_w"; exit 96`}
  else
    WGETRC=$mw_w/wget wget ${wgetData}-O "$mw_w/body" -i "$mw_w/url" 2>"$mw_w/head" </dev/null
  fi
else
  rm -rf -- "$mw_w"; exit 95
fi
mw_put "$mw_w$mw_rs"; cat "$mw_w/info"; mw_put "$mw_rs"; cat "$mw_w/why"; mw_put "$mw_rs"; cat "$mw_w/head"; mw_put "$mw_rs"
${options.keepBody ? sh`:` : sh`cat "$mw_w/body"; rm -rf -- "$mw_w"`}`;
  const result = await ctx.host.run(script, { stdin });
  if (result.rc === 95) {
    fail('no-http-client', 'the target has neither curl nor wget, so it cannot fetch anything', {
      fix: 'install curl there, or delegate the task to a host that has it',
    });
  }
  if (result.rc === 96) {
    fail(
      'simple-http-client',
      'the wget of the target (BusyBox) can only fetch, without headers or passwords',
      {
        fix: 'install curl there',
      },
    );
  }
  return readAnswer(result.stdout, request, Math.floor((Date.now() - started) / 1000));
}

function readAnswer(stdout: Buffer, request: HttpRequest, elapsed: number): HttpAnswer {
  const fields: string[] = [];
  let from = 0;
  while (fields.length < 4) {
    const end = stdout.indexOf(0x1e, from);
    if (end < 0) fail('http-failed', `the request to ${request.url} could not be made`);
    fields.push(stdout.subarray(from, end).toString('utf8'));
    from = end + 1;
  }
  const [folder = '', info = '', why = '', head = ''] = fields;
  const [, redirects = '', effective = ''] = /^(\d+) (.*)$/m.exec(info) ?? [];
  const { status, reason, headers, cookies } = readHead(head);
  const location = /^ *Location: *(\S+)/im.exec(head)?.[1];
  const url = effective === '' ? (status > 0 && location ? location : request.url) : effective;
  return {
    status,
    reason: status > 0 ? reason : complaint(why === '' ? head : why),
    url,
    redirected: effective === '' ? location !== undefined && request.followRedirects : Number(redirects) > 0,
    headers,
    cookies,
    elapsed,
    folder,
    body: stdout.subarray(from),
  };
}

/** The last block of headers: those of the answer, not of the redirects before it. */
function readHead(head: string): Pick<HttpAnswer, 'status' | 'reason' | 'headers' | 'cookies'> {
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  let status = -1;
  let reason = '';
  for (const raw of head.split(/\r?\n/)) {
    const line = raw.trim();
    const start = /^HTTP\/[\d.]+ (\d+) ?(.*)$/.exec(line);
    if (start) {
      status = Number(start[1]);
      reason = start[2]!;
      headers.clear();
      continue;
    }
    const [, name, value] = /^([\w-]+): *(.*)$/.exec(line) ?? [];
    if (status < 0 || name === undefined) continue;
    const key = name.toLowerCase();
    if (key === 'set-cookie') cookies.push(value!);
    headers.set(key, headers.has(key) ? `${headers.get(key)}, ${value}` : value!);
  }
  return { status, reason, headers, cookies };
}

/** Python's words for the usual reasons, since playbooks look for them; else the program's own, without its name. */
function complaint(text: string): string {
  const last = text.trim().split('\n').at(-1) ?? '';
  for (const [pattern, words] of REASONS) if (pattern.test(text)) return words;
  return last.replace(/^(curl: \(\d+\)|wget:) */, '');
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/could not resolve|unable to resolve|bad address/i, '[Errno -2] Name or service not known'],
  [/timed out|timeout/i, 'timed out'],
  [/couldn't connect|failed to connect|connection refused/i, '[Errno 111] Connection refused'],
];

/** Removes what a request left on the target. */
export async function discard(ctx: ModuleContext, answer: HttpAnswer): Promise<void> {
  await ctx.host.run(sh`rm -rf -- ${answer.folder}`);
}
