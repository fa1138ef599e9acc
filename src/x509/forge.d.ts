/** Single files of node-forge: loading only what is used keeps the start of the program quick. */
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge';

  export default asn1;
}

declare module 'node-forge/lib/rc2.js' {
  import type { cipher, util } from 'node-forge';

  interface Rc2 {
    createDecryptionCipher(
      key: util.ByteStringBuffer,
      bits: number,
    ): {
      start(iv: string): void;
      update(input: util.ByteStringBuffer): void;
      finish(): boolean;
      output: cipher.BlockCipher['output'];
    };
  }
  const rc2: Rc2;
  export default rc2;
}

declare module 'node-forge/lib/util.js' {
  import { util } from 'node-forge';

  export default util;
}
