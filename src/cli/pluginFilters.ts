import { existsSync } from 'node:fs';
import { fail } from '../diag/diagnostic.js';
import type { SourceFiles } from '../playbook/sourceFiles.js';
import { pyStr } from '../value/repr.js';
import { Dict } from '../value/types.js';
import { valueSpan } from '../yaml/spans.js';

const USUAL_FILE = '/etc/ansible/plugin_filters.yml';

/**
 * Modules that the file of `plugin_filters_cfg` rejects (Ansible documentation, "Plugin filter configuration"). A file
 * in the usual place may be absent. Throws DiagnosticError.
 */
export function rejectedModules(configured: string | undefined, files: SourceFiles): ReadonlySet<string> {
  const path = configured ?? USUAL_FILE;
  if (!existsSync(path)) return new Set();
  const content = files.load(path);
  if (!(content instanceof Dict) || !content.has('filter_version')) {
    return fail('bad-plugin-filter', `the plugin filter file ${path} has no "filter_version"`, {
      fix: 'begin it with "filter_version: 1.0"',
    });
  }
  const version = pyStr(content.get('filter_version')!).trim();
  if (version !== '1.0') {
    return fail('bad-plugin-filter', `the plugin filter file ${path} is of version ${version}`, {
      span: valueSpan(content, 'filter_version'),
      fix: 'use "filter_version: 1.0"',
    });
  }
  const key = content.has('module_rejectlist') ? 'module_rejectlist' : 'module_blacklist';
  const list = content.get(key);
  const rejected = new Set(Array.isArray(list) ? list.map(pyStr) : []);
  if (rejected.has('stat')) {
    return fail(
      'bad-plugin-filter',
      `The stat module was specified in the module blacklist file, ${path}, but Ansible will not function without the stat module.  Please remove stat from the blacklist.`,
      { span: valueSpan(content, key) },
    );
  }
  return rejected;
}
