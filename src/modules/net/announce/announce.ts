import { fail } from '../../../diag/diagnostic.js';
import { definePlainModule } from '../../../module/define.js';
import { errorText, outputText } from '../../../module/output.js';
import type { ModuleContext } from '../../../module/types.js';
import { canonicalAddress, canonicalMac } from '../../../net/ip.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, sh } from '../../../shell/sh.js';
import { netnsArgs } from '../netns/argument.js';
import { MISSING_TOOL } from '../probe/kind.js';
import { ownDirectory, readSections, sectionScript } from '../probe/sections.js';
import { inNamespace } from '../probe/shellPieces.js';
import { advertisementsScript, arpScript } from './scripts.js';

/** Tells the neighbours of a link where addresses are now. */
export const announce = definePlainModule({
  name: 'meshwright.net.announce',
  kind: 'read',
  doc: {
    short: 'Announces addresses by gratuitous ARP and unsolicited neighbour advertisements',
    description: [
      'For each IPv4 address a gratuitous ARP request and reply, for each IPv6 address an unsolicited neighbour advertisement with the override flag. The addresses need not be of this host: guests behind it are announced so after they moved.',
      'An announcement that did not leave fails the task. Nothing is ever changed for good: reported as unchanged.',
    ],
    examples: `- meshwright.net.announce:
    dev: eth1
    addresses: [203.0.113.53, 2001:db8::53]
- meshwright.net.announce:
    items:
      - {dev: tap1, address: 203.0.113.49}
      - {dev: tap1, address: fe80::1, router: true}
`,
    returns: { lines: 'One line for each announcement.', failing: 'Addresses that were not announced.' },
    notes: [
      'ARP needs arping (iputils) or BusyBox on the target; neighbour advertisements need ping and nft, or tc where the nftables of the kernel know no IPv6.',
      'arping binds to the address: `net.ipv4.ip_nonlocal_bind` is 1 while it runs and gets its previous value back.',
    ],
  },
  args: {
    dev: { description: 'Device to announce on.' },
    addresses: { type: 'list', elements: 'str', description: 'Addresses of both families.' },
    items: {
      type: 'list',
      elements: 'dict',
      options: {
        dev: { required: true, description: 'Device to announce on.' },
        address: { required: true, description: 'Address.' },
        mac: { description: 'MAC address of an IPv6 announcement; default the device’s.' },
        router: {
          type: 'bool',
          default: false,
          description:
            'The IPv6 address is a gateway’s. Without this, hosts drop it from their default routers.',
        },
        if_plugged: {
          type: 'bool',
          default: false,
          description:
            'Announce nothing where nobody is plugged in, such as on the tap of a guest that is off.',
        },
      },
      description: 'Announcements on several devices.',
    },
    count: { type: 'int', default: 1, description: 'How often each packet is sent.' },
    ...netnsArgs,
  },
  rules: { required_by: { addresses: 'dev' }, required_one_of: [['addresses', 'items']] },

  async run(args, ctx) {
    const plain = (args.addresses ?? []).map((address) => ({
      dev: args.dev ?? '',
      address,
      mac: undefined,
      router: false,
      if_plugged: false,
    }));
    const given = [...plain, ...(args.items ?? [])].map((item) => checked(item, ctx));
    if (given.length === 0 || ctx.check) return { result: { lines: given.map(lineOf), failing: [] } };
    const asks = given.some((item) => item.if_plugged || (isV6(item) && item.mac === undefined));
    const devices = asks ? await readDevices(args.netns, ctx) : new Map<string, Device>();
    const items = given.filter(({ if_plugged, dev }) => !if_plugged || devices.get(dev)?.plugged);
    if (items.length === 0) return { result: { lines: [], failing: [] } };
    const v4 = items.filter((item) => !isV6(item));
    const v6 = items.filter(isV6);
    const advertisements = v6.map(({ dev, address, mac, router }) => {
      const from =
        mac ??
        devices.get(dev)?.mac ??
        fail('announce-device', `there is no device ${dev} with a MAC address`);
      return { dev, advertisement: { target: address, mac: from, router } };
    });
    const script = joinSh(
      [
        ownDirectory,
        ...(v4.length > 0 ? [arpScript(v4, args.count)] : []),
        sectionScript([
          ...v4.map((_, i) => sh`cat "$d/"${i}`),
          ...(v6.length > 0 ? [advertisementsScript(advertisements, args.count)] : []),
        ]),
      ],
      '\n',
    );
    const result = await ctx.host.run(inNamespace(args.netns, script));
    const sections = readSections(result.stdout);
    const advertised = sections[v4.length];
    const counts = advertised ? outputText(advertised).split('\n') : [];
    const failures = [...v4, ...v6].flatMap((item, i) => {
      const section =
        i < v4.length
          ? sections[i]
          : advertised && { ...advertised, stdout: Buffer.from(counts[i - v4.length] ?? '') };
      const problem = section ? problemOf(section, item.address) : wholeProblem(result);
      return problem === undefined
        ? []
        : [{ item, sentence: `${item.address} was not announced on ${item.dev}: ${problem}` }];
    });
    const failing = failures.map(({ item }) => item.address);
    const lines = [...v4, ...v6].filter((item) => !failures.some((each) => each.item === item)).map(lineOf);
    if (failures.length === 0) return { result: { lines, failing } };
    return { failed: failures.map(({ sentence }) => sentence).join('; '), result: { lines, failing } };
  },
});

interface Item {
  readonly dev: string;
  readonly address: string;
  readonly mac: string | undefined;
  readonly router: boolean;
  readonly if_plugged: boolean;
}

interface Device {
  readonly mac: string;
  /** Has a carrier. */
  readonly plugged: boolean;
}

function isV6({ address }: Item): boolean {
  return address.includes(':');
}

function checked(item: Item, ctx: ModuleContext): Item {
  const address = canonicalAddress(item.address);
  const mac = item.mac === undefined ? undefined : canonicalMac(item.mac);
  if (address === undefined) {
    fail('announce-address', `"${item.address}" is not an IP address`, {
      span: ctx.span,
      fix: 'write it without a prefix length',
    });
  }
  if (item.mac !== undefined && mac === undefined)
    fail('mac-address', `"${item.mac}" is not a MAC address`, { span: ctx.span });
  if (/["\s\\]/.test(item.dev) || item.dev === '')
    fail('link-name', `"${item.dev}" is no name for a network device`, { span: ctx.span });
  return { ...item, address, mac };
}

function lineOf({ dev, address }: Item): string {
  const what = address.includes(':') ? 'neighbour advertisement' : 'ARP request and reply';
  return `${address} on ${dev}: ${what}`;
}

async function readDevices(netns: string, ctx: ModuleContext): Promise<ReadonlyMap<string, Device>> {
  const result = await ctx.host.run(inNamespace(netns, sh`ip -o link show`), { repeatable: true });
  if (result.rc !== 0)
    fail('announce-devices', `the devices cannot be read: ${errorText(result)}`, { span: ctx.span });
  const found = outputText(result).matchAll(
    /^\d+: ([^:@]+)[:@][^<]*<([^>]*)>.* link\/ether ([0-9a-f:]{17})/gm,
  );
  return new Map(
    [...found].map(([, name, flags, mac]) => [
      name!,
      { mac: mac!, plugged: flags!.split(',').includes('LOWER_UP') },
    ]),
  );
}

/** Why one announcement did not leave, undefined when it did. */
function problemOf(section: ExecResult, address: string): string | undefined {
  const text = outputText(section);
  if (section.rc === MISSING_TOOL) return `the target lacks ${errorText(section)}`;
  const sent = address.includes(':')
    ? Number(text) > 0
    : (text.match(/^Sent [1-9]\d* probe/gm)?.length ?? 0) === 2;
  if (section.rc === 0 && sent) return undefined;
  const said = `${errorText(section)}\n${text}`
    .split('\n')
    .find((line) => /:|down/.test(line) && !/^(ARPING|PING)/.test(line));
  return said?.replace(/^.*arping: |^ping: /, '') ?? 'nothing was sent';
}

function wholeProblem(result: ExecResult): string {
  return result.rc === MISSING_TOOL
    ? `the target lacks ${errorText(result)}`
    : errorText(result) || `exit status ${result.rc}`;
}
