import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticError, fail } from '../../../diag/diagnostic.js';
import type { ModuleContext } from '../../../module/types.js';
import type { TextFile } from '../../../net/render/file.js';
import { fileFailure, TemplateFailure } from '../../../template/failure.js';
import { overlay } from '../../../template/overlay.js';
import { templateVariables } from '../../../template/templateVariables.js';
import { fromJs } from '../../../value/convert.js';
import type { Value } from '../../../value/types.js';

/**
 * The text of a configuration file, without header. A template of the same name in `templates/` of the role or beside
 * the playbook wins over the one that comes with the program. Throws a DiagnosticError with the place in the template.
 */
export async function renderText(file: TextFile, ctx: ModuleContext): Promise<string> {
  const path = await templatePath(file.template, ctx);
  const source = (await ctx.files.read(path)).toString('utf8');
  const extra = new Map<string, Value>([
    ...templateVariables({
      name: file.template,
      path,
      destination: file.path,
      managed: ctx.settings.managedText,
    }),
    ...Object.entries(file.variables).map(([name, value]) => [name, fromJs(value)] as const),
  ]);
  const options = {
    file: path,
    searchPath: [dirname(path), ...ctx.files.templateSearchPath(), shippedTemplates()],
  };
  try {
    return await ctx.templar.settle(() => ctx.templar.renderFile(source, overlay(ctx.scope, extra), options));
  } catch (error) {
    throw error instanceof TemplateFailure ? fileFailure(error) : error;
  }
}

async function templatePath(name: string, ctx: ModuleContext): Promise<string> {
  try {
    return await ctx.files.find('templates', name);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
  }
  return join(shippedTemplates(), name);
}

/** The folder of templates that comes with the program, which runs from its sources, compiled, or bundled. */
function shippedTemplates(): string {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const templates = join(folder, 'templates');
    if (existsSync(join(templates, 'networkd', 'sections.j2'))) return templates;
  }
  return fail('missing-file', 'the folder templates of this program is not there', {
    fix: 'install the program again',
  });
}
