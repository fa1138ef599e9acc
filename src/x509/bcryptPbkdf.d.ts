/** Key derivation of OpenSSH's private keys; the package has no types of its own. */
declare module 'bcrypt-pbkdf' {
  interface BcryptPbkdf {
    /** Fills `key`; 0 on success. */
    pbkdf(
      passphrase: Uint8Array,
      passphraseLength: number,
      salt: Uint8Array,
      saltLength: number,
      key: Uint8Array,
      keyLength: number,
      rounds: number,
    ): number;
  }
  const bcrypt: BcryptPbkdf;
  export default bcrypt;
}
