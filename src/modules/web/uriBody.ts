import { randomBytes } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext } from '../../module/types.js';
import { baseName } from '../../shell/primitives/path.js';
import { probeFile } from '../../shell/primitives/stat.js';
import { dumps } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { Dict, Tuple, type Value } from '../../value/types.js';

interface BodyArgs {
  readonly body: Value | undefined;
  readonly body_format: string;
  readonly src: string | undefined;
  readonly remote_src: boolean;
}

/** The bytes to send and their content type. */
export async function bodyOf(
  args: BodyArgs,
  ctx: ModuleContext,
): Promise<{ readonly content?: Buffer; readonly type?: string }> {
  if (args.src !== undefined) return { content: await fileContent(args.src, args.remote_src, ctx) };
  const { body } = args;
  if (body === undefined || body === null) return {};
  const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
  switch (args.body_format) {
    case 'json':
      return { content: bytes(typeof body === 'string' ? body : dumps(body)), type: 'application/json' };
    case 'form-urlencoded':
      return {
        content: bytes(typeof body === 'string' ? body : urlEncoded(body)),
        type: 'application/x-www-form-urlencoded',
      };
    case 'form-multipart':
      return multipart(body, ctx);
    default:
      return { content: bytes(body instanceof Dict || Array.isArray(body) ? dumps(body) : pyStr(body)) };
  }
}

function urlEncoded(body: Value): string {
  const pairs: [string, string][] = [];
  const entries: Iterable<readonly [Value, Value]> =
    body instanceof Dict
      ? body
      : Array.isArray(body)
        ? body.map(pairOf)
        : fail('bad-body', 'body must be a mapping or a list of pairs');
  for (const [name, value] of entries) {
    for (const one of Array.isArray(value) ? value : [value]) pairs.push([pyStr(name), pyStr(one)]);
  }
  return new URLSearchParams(pairs).toString();
}

function pairOf(item: Value): [Value, Value] {
  const parts = item instanceof Tuple ? item.items : item;
  if (!Array.isArray(parts) || parts.length !== 2)
    fail('bad-body', 'body must hold pairs of a name and a value');
  return [parts[0]!, parts[1]!];
}

async function multipart(body: Value, ctx: ModuleContext): Promise<{ content: Buffer; type: string }> {
  if (!(body instanceof Dict)) fail('bad-body', 'a form-multipart body must be a mapping of names to values');
  const boundary = randomBytes(16).toString('hex');
  const pieces: Buffer[] = [];
  for (const [name, value] of body) {
    const part = value instanceof Dict ? value : Dict.of({ content: pyStr(value), mime_type: 'text/plain' });
    const file = part.get('filename');
    const given = part.get('content');
    const content =
      given === undefined || given === null
        ? await ctx.files.read(await ctx.files.find('files', pyStr(file ?? '')))
        : Buffer.from(pyStr(given), 'utf8');
    const named = file === undefined ? '' : `; filename="${baseName(pyStr(file))}"`;
    const type = part.get('mime_type') ?? 'application/octet-stream';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${String(name)}"${named}\r\nContent-Type: ${pyStr(type)}\r\n\r\n`;
    pieces.push(Buffer.from(head, 'utf8'), content, Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { content: Buffer.concat(pieces), type: `multipart/form-data; boundary="${boundary}"` };
}

async function fileContent(src: string, remote: boolean, ctx: ModuleContext): Promise<Buffer> {
  if (!remote) return ctx.files.read(await ctx.files.find('files', src));
  const { content } = await probeFile(ctx.host, src, { expand: true });
  return content ?? fail('missing-file', `Unable to open source file ${src}`);
}
