import type { Returned } from '../../module/types.js';

/** The file's text as the result `name` when `return_content` asks for it: null for a file that is not there. */
export function returnedContent(
  { return_content }: { readonly return_content: boolean },
  name: string,
  content: Buffer | undefined,
  encoding: 'utf8' | 'base64' = 'utf8',
): Returned {
  return return_content ? { [name]: content?.toString(encoding) ?? null } : {};
}
