import { isIPv6 } from 'node:net';

/** A host name or address with its port, as sources and patterns write them. */
interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

const NUMERIC_RANGE = /\[[0-9]+:[0-9]+(?::[0-9]+)?\]/g;
const HEX_RANGE = /\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]/gi;
const NAME_RANGE = /\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]/gi;
const OCTET = '(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])';
const IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`);
const LABEL = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_-]*[\\p{L}\\p{N}])?';
const HOSTNAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'u');

/**
 * Splits `host:port` and `[address]:port`; the host may hold ranges such as `[01:10]`.
 * Returns undefined when the text is no host name or address.
 */
export function parseAddress(text: string): Address | undefined {
  const bracketed = /^\[(.+)\]:([0-9]+)$/.exec(text);
  const plain = bracketed ?? /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/.exec(text);
  const host = plain?.[1] ?? text;
  if (!isHost(host)) return undefined;
  return { host, port: plain ? Number(plain[2]) : undefined };
}

function isHost(host: string): boolean {
  return (
    IPV4.test(host.replace(NUMERIC_RANGE, '0')) ||
    isIPv6(host.replace(HEX_RANGE, '0')) ||
    HOSTNAME.test(host.replace(NAME_RANGE, '0'))
  );
}
