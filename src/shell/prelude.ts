import { hostLoop } from './hostLoop.js';

/**
 * What a target's shell runs first, from its command line. It reads one line and no more: a shell that read its
 * script from stdin would take a whole block and with it the payload that follows.
 */
export const bootstrapScript = 'IFS= read -r _mw_l; eval "$_mw_l"';

/** The host loop together with the shell functions that frames may call. */
export function hostPrelude(functions: string): string {
  return `${hostLoop}${functions}`;
}

/**
 * The first bytes for a shell started with `bootstrapScript`: defines the prelude and enters the loop. `dd`
 * with `fullblock` takes the prelude in one read; where it is missing the shell reads it line by line.
 */
export function bootstrapInput(nonce: string, prelude: string): Buffer {
  const body = Buffer.from(`${prelude}\n${nonce}\n`);
  const line = [
    `_mw_n=${nonce}`,
    // The last character of the default IFS is the newline, which no single line of shell can spell.
    `_mw_nl=\${IFS#??}`,
    '_mw_d=1',
    `_mw_t=$(dd bs=${body.length} count=1 iflag=fullblock 2>/dev/null)`,
    'case $_mw_t in "") _mw_d=0',
    'while IFS= read -r _mw_l && [ "$_mw_l" != "$_mw_n" ]; do _mw_t=$_mw_t$_mw_l$_mw_nl; done;; esac',
    `eval "\${_mw_t%"$_mw_n"}"`,
    '_mw_main\n',
  ].join('; ');
  return Buffer.concat([Buffer.from(line), body]);
}
