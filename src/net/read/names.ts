/** Names that iproute2 prints without `-N` for the numbers it prints with it. */
const tables: Readonly<Record<string, number>> = { main: 254, default: 253, local: 255, '': 254 };
const types = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
];
const scopes: Readonly<Record<string, string>> = {
  '0': 'global',
  '200': 'site',
  '253': 'link',
  '254': 'host',
  '255': 'nowhere',
};
const protocols: Readonly<Record<string, string>> = {
  redirect: '1',
  kernel: '2',
  boot: '3',
  static: '4',
  ra: '9',
  dhcp: '16',
  meshwright: '109',
};

/** The number of a routing table, undefined for a name that only the host knows. */
export function tableNumber(text: string): number | undefined {
  if (Object.hasOwn(tables, text)) return tables[text];
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `unicast`, `unreachable`, … for a name or number of the route type or of a rule's action. */
export function routeType(text: string): string {
  return text === '' ? '' : (types[Number(text)] ?? text);
}

/** `global`, `link`, `host`, `site` for a name or number. */
export function scopeName(text: string): string {
  return scopes[text] ?? text;
}

/** The number of a routing protocol, as text. */
export function protocolNumber(text: string): string {
  return protocols[text] ?? text;
}
