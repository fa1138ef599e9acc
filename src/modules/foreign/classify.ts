/**
 * How a module that is a file takes its arguments (Ansible documentation, "Ansible module architecture"):
 * `python`: imports `ansible.module_utils`; `json-args`: JSON put into its text; `json-file`: the name of a JSON file;
 * `words-file`: the name of a file of `key=value` words.
 */
export type ModuleStyle = 'python' | 'powershell' | 'json-args' | 'json-file' | 'words-file';

export const JSON_ARGS_MARK = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>';
export const COMMON_MARK = '#<<INCLUDE_ANSIBLE_MODULE_COMMON>>';

const SHARED_CODE =
  /from +\.{2,} *module_utils.* +import |from +ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils.* +import |import +ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils|from +ansible\.module_utils.* +import |import +ansible\.module_utils\./;

/** Tells the style of a module from its bytes. */
export function classify(content: Buffer): ModuleStyle {
  if (isBinary(content)) return 'json-file';
  const text = content.toString('latin1');
  if (text.includes(COMMON_MARK) || SHARED_CODE.test(text)) return 'python';
  if (/#Requires -(?:Module|Version)|#AnsibleRequires -|# POWERSHELL_COMMON/i.test(text)) return 'powershell';
  if (text.includes(JSON_ARGS_MARK)) return 'json-args';
  return text.includes('WANT_JSON') ? 'json-file' : 'words-file';
}

/** true when the beginning holds control characters that no text has. */
function isBinary(content: Buffer): boolean {
  return content.subarray(0, 1024).some((byte) => byte === 0x7f || (byte < 0x20 && !TEXT_CONTROLS.has(byte)));
}

const TEXT_CONTROLS = new Set([7, 8, 9, 10, 12, 13, 27]);
