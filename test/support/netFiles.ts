import { resolve } from 'node:path';
import type { ModuleContext } from '../../src/module/types.js';
import { renderText } from '../../src/modules/net/files/templates.js';
import { readDocument } from '../../src/net/document/document.js';
import type { Hook, Renderer, RenderHost } from '../../src/net/render/file.js';
import { renderDocument } from '../../src/net/render/render.js';
import { createTemplar } from '../../src/template/templar.js';
import { fromJs } from '../../src/value/convert.js';
import type { Dict } from '../../src/value/types.js';
import { moduleContext, ShellHost } from './moduleContext.js';

/** A document in plain data. */
export type PlainDocument = Readonly<Record<string, readonly object[]>>;

interface RenderedDocument {
  /** Text without header by path; a link's target after an arrow. */
  readonly texts: Readonly<Record<string, string>>;
  readonly modes: Readonly<Record<string, number>>;
  readonly unsupported: readonly string[];
}

/** A module context with the templates of this repository. */
export function templateContext(
  host: ShellHost,
  overrides: Partial<ModuleContext> = {},
): ReturnType<typeof moduleContext> {
  const files = {
    ...moduleContext(host).files,
    find: async (_kind: string, name: string) => resolve('templates', name),
  };
  return moduleContext(host, { files, templar: createTemplar(), ...overrides });
}

/** What a renderer writes for a document, headers left out. Throws when the document is wrong. */
export async function rendered(
  renderer: Renderer,
  document: PlainDocument,
  given: {
    readonly owner?: string;
    readonly host?: Partial<RenderHost>;
    readonly hooks?: readonly Hook[];
    readonly after?: readonly string[];
  } = {},
): Promise<RenderedDocument> {
  const sections = Object.fromEntries((fromJs(document) as Dict).entries()) as Record<string, never>;
  const { wishes, problems } = readDocument(sections);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const host = {
    networkd: 252,
    systemd: true,
    networkFiles: new Map(),
    netplanNames: new Set<string>(),
    netplanAddressed: new Set<string>(),
    bonds: new Set<string>(),
    ...given.host,
  };
  const { owner = 'test', hooks = [], after = [] } = given;
  const { files, unsupported } = renderDocument(renderer, { owner, wishes, hooks, after, host });
  const ctx = templateContext(new ShellHost());
  const texts = await Promise.all(
    files.map(async (file) => [
      file.path,
      file.kind === 'link' ? `-> ${file.target}` : await renderText(file, ctx),
    ]),
  );
  const modes = files.flatMap((file) => (file.kind === 'text' ? [[file.path, file.mode]] : []));
  return { texts: Object.fromEntries(texts), modes: Object.fromEntries(modes), unsupported };
}
