/** Lengths of the digest in the hashes of crypt(3), by their prefix. */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { 1: 22, 5: 43, 6: 86 };

/** Whether a password looks like a hash of crypt(3), or like one of the marks that disable an account. */
export function isHashed(password: string): boolean {
  if (['*', '!', '*************'].includes(password)) return true;
  if (/[:*!]/.test(password)) return false;
  const fields = password.split('$');
  const digest = fields.at(-1)!;
  if (fields.length < 3 || /[^a-zA-Z0-9./=]/.test(digest)) return false;
  const length = DIGEST_LENGTHS[fields[1]!];
  return length === undefined || digest.length === length;
}
