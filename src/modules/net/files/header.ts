import { digest } from '../../files/digests.js';

/** Whose files they are that several owners need. */
export const sharedOwner = 'meshwright';

/** What the header of a file says. */
export interface Header {
  readonly owner: string;
  /** The rest of the file is as it was written. */
  readonly intact: boolean;
}

/** The text of a file with its header; a script keeps its first line first. The last line ends as all others do. */
export function withHeader(rendered: string, owner: string, id: string): string {
  const body = rendered === '' || rendered.endsWith('\n') ? rendered : `${rendered}\n`;
  const line = `# meshwright: role=${owner} id=${id} sha256=${digest('sha256', Buffer.from(body))}\n`;
  const start = /^#!.*\n/.exec(body)?.[0] ?? '';
  return start + line + body.slice(start.length);
}

/** Reads the header of a file; undefined when it has none. */
export function readHeader(text: string): Header | undefined {
  const match = /^(#!.*\n)?# meshwright: role=(\S+) id=\S+ sha256=([0-9a-f]{64})\n/.exec(text);
  if (match === null) return undefined;
  const body = (match[1] ?? '') + text.slice(match[0].length);
  return { owner: match[2]!, intact: digest('sha256', Buffer.from(body)) === match[3] };
}
