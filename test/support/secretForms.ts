import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quote } from '../../src/shell/sh.js';

/** The forms in which a secret may have been written, made by other means than those of the output gate. */
function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.from('x'.repeat(before)), bytes, Buffer.from('xx')]).toString(
      'base64',
    );
    return padded.slice(
      Math.ceil((before * 4) / 3) + (before > 0 ? 1 : 0),
      Math.floor(((before + bytes.length) * 4) / 3),
    );
  });
  const lines = secret.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
  return [
    secret,
    ...(secret.includes('\n') ? lines : []),
    JSON.stringify(secret).slice(1, -1),
    quote(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...inside.filter((form) => form.length >= 8),
  ];
}

/** Names of the secrets that a text holds in one of their forms. */
export function revealed(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets]
    .filter(([, secret]) => writtenForms(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** All files below a directory, by their path in it. */
export async function filesBelow(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file.slice(directory.length + 1), await readFile(file, 'latin1')] as const),
    ),
  );
}
