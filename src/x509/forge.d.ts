/** Single files of node-forge: loading only the ASN.1 part keeps the start of the program quick. */
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge';

  export default asn1;
}
