import { fail } from '../../../diag/diagnostic.js';
import { definePlainModule } from '../../../module/define.js';
import { errorText, outputText } from '../../../module/output.js';
import type { ModuleContext } from '../../../module/types.js';
import { sh } from '../../../shell/sh.js';
import { fromJs } from '../../../value/convert.js';
import { loads } from '../../../value/json.js';
import { Dict } from '../../../value/types.js';
import { netnsArgs } from '../netns/argument.js';
import { scriptProblem } from '../probe/kind.js';
import { inNamespace, needs } from '../probe/shellPieces.js';
import { layerOf, layerOptions } from './layers.js';
import { type Device, neutronMtu, type PathPlan, type PathWish, planPath } from './plan.js';

/** Plans MTUs: one calculation for all roles. */
export const mtuPlan = definePlainModule({
  name: 'meshwright.net.mtu_plan',
  kind: 'read',
  doc: {
    short: 'Computes the MTU that tunnels and encryption leave, and finds what contradicts it',
    description: [
      'From the MTU of the underlay and the layers on it to the MTU of the interfaces inside. Declared, actual and announced MTUs above the plan are errors, and so are bridges whose ports differ.',
      'A VLAN tag outside costs nothing, unless the underlay takes no frame above 1518 bytes. What ESP takes depends on the suite and on the length, because its text is padded.',
    ],
    examples: `- meshwright.net.mtu_plan:
    paths:
      - name: overlay
        underlay_mtu: 1500
        layers:
          - {type: esp, cipher: aes-cbc, integrity: sha512-256}
          - {type: vxlan}
        interfaces: [{name: br-ext, mtu: 1392}]
        targets: [172.16.0.1]
  register: plan            # plan.mtu.overlay is 1392
- meshwright.net.probe:
    probes: "{{ plan.probes }}"
`,
    returns: {
      mtu: 'MTU by the name of the path or network.',
      table: 'For each interface its path, planned, declared, actual and announced MTU.',
      paths: 'For each path the MTU outside and inside.',
      probes: 'Probes for the targets: a packet of the planned size arrives, one byte more does not.',
      measurements: 'Probes that measure the path to each target.',
      errors: 'What contradicts the plan.',
    },
  },
  args: {
    paths: {
      type: 'list',
      elements: 'dict',
      default: [],
      options: {
        name: { required: true, description: 'Name of the path.' },
        underlay_mtu: {
          type: 'int',
          description: 'MTU of the path outside; default that of `underlay_interface`.',
        },
        underlay_interface: { description: 'Device of the target that leads there.' },
        strict_frames: {
          type: 'bool',
          default: false,
          description: 'The underlay takes no frame above 1518 bytes: a tag outside costs 4 bytes.',
        },
        layers: {
          type: 'list',
          elements: 'dict',
          default: [],
          options: layerOptions,
          description: 'Layers, outermost first.',
        },
        interfaces: {
          type: 'list',
          elements: 'dict',
          default: [],
          options: {
            name: { required: true, description: 'Device inside: bridge, tap, guest network.' },
            mtu: { type: 'int', description: 'MTU that it shall have; default what it has.' },
            announced: { type: 'int', description: 'MTU that guests are told (DHCP option 26).' },
          },
          description: 'Devices that carry the packets inside.',
        },
        targets: {
          type: 'list',
          elements: 'str',
          default: [],
          description: 'Addresses at the far end, inside, for the probes.',
        },
      },
      required_one_of: [['underlay_mtu', 'underlay_interface']],
      description: 'Paths between hosts.',
    },
    networks: {
      type: 'list',
      elements: 'dict',
      default: [],
      options: {
        name: { required: true, description: 'Name of the network.' },
        type: { choices: ['flat', 'vlan', 'vxlan'], required: true, description: 'Its type.' },
        physical_network: { description: 'Physical network of a flat or vlan one.' },
        ip_version: {
          type: 'int',
          choices: [4, 6],
          default: 4,
          description: 'Family of the tunnel endpoints.',
        },
        mtu: { type: 'int', description: 'MTU that it is declared with.' },
      },
      description: 'Tenant networks, computed as Neutron does.',
    },
    global_physnet_mtu: {
      type: 'int',
      default: 1500,
      description: 'MTU of the physical networks without an own one.',
    },
    path_mtu: {
      type: 'int',
      default: 0,
      description: 'MTU between the tunnel endpoints; 0: as the physical network.',
    },
    physical_network_mtus: { type: 'dict', default: {}, description: 'MTU by physical network.' },
    ...netnsArgs,
  },

  async run(args, ctx) {
    const wishes = args.paths.map(
      (path, i): PathWish => ({
        name: path.name,
        underlayMtu: path.underlay_mtu,
        underlayInterface: path.underlay_interface,
        strictFrames: path.strict_frames,
        layers: path.layers.map((layer, j) => layerOf(layer, `paths[${i}].layers[${j}]`)),
        interfaces: path.interfaces.map(({ name, mtu, announced }) => ({ name, mtu, announced })),
      }),
    );
    const asks = wishes.some(
      ({ underlayMtu, interfaces }) => underlayMtu === undefined || interfaces.length > 0,
    );
    const devices = asks ? await readDevices(args.netns, ctx) : [];
    const outcomes = wishes.map((wish) => planPath(wish, devices));
    const plans = outcomes.flatMap(({ plan }) => plan ?? []);
    const neutron = {
      globalPhysnetMtu: args.global_physnet_mtu,
      pathMtu: args.path_mtu,
      physicalNetworkMtus: new Map(
        [...args.physical_network_mtus].map(([name, mtu]) => [String(name), Number(mtu)]),
      ),
    };
    const networks = args.networks.map(({ name, type, physical_network, ip_version, mtu }) => {
      const shape = { type, physicalNetwork: physical_network, ipVersion: ip_version === 6 ? 6 : 4 } as const;
      return { name, planned: neutronMtu(shape, neutron), declared: mtu };
    });
    const errors = [
      ...outcomes.flatMap(({ errors }) => errors),
      ...networks.flatMap(({ name, planned, declared }) =>
        declared !== undefined && declared > planned
          ? [`network ${name} is declared with an MTU of ${declared}: the plan is ${planned}`]
          : [],
      ),
    ];
    const targets = plans.flatMap((plan) =>
      (args.paths.find(({ name }) => name === plan.name)?.targets ?? []).map((to) => ({ plan, to })),
    );
    const result = {
      mtu: fromJs(
        Object.fromEntries(
          [...plans, ...networks].map((each) => [each.name, 'mtu' in each ? each.mtu : each.planned]),
        ),
      ),
      table: fromJs(plans.flatMap(({ rows }) => rows).map(withoutGaps)),
      paths: fromJs(
        Object.fromEntries(
          plans.map(({ name, underlayMtu, mtu }) => [name, { underlay_mtu: underlayMtu, mtu }]),
        ),
      ),
      probes: fromJs(targets.flatMap(({ plan, to }) => probesOf(plan, to))),
      measurements: fromJs(
        targets.map(({ plan, to }) => ({ name: `${plan.name} to ${to}`, path_mtu: { to } })),
      ),
      errors,
    };
    return errors.length === 0 ? { result } : { failed: errors.join('; '), result };
  },
});

function probesOf({ name, usable }: PathPlan, to: string) {
  return [
    { name: `${name}: ${usable} bytes reach ${to}`, ping: { to, df_size: usable, count: 3 } },
    {
      name: `${name}: ${usable + 1} bytes do not`,
      ping: { to, df_size: usable + 1, count: 1, expect: 'none' },
    },
  ];
}

function withoutGaps<T extends object>(row: T): Partial<T> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Partial<T>;
}

async function readDevices(netns: string, ctx: ModuleContext): Promise<Device[]> {
  const script = inNamespace(
    netns,
    sh`${needs('ip', 'iproute2')}
ip -j link show`,
  );
  const result = await ctx.host.run(script, { repeatable: true });
  if (result.rc !== 0) {
    const why = scriptProblem(result)?.seen ?? errorText(result);
    fail('mtu-devices', `the MTUs of the devices cannot be read: ${why}`, { span: ctx.span });
  }
  const list = loads(outputText(result));
  if (!Array.isArray(list)) fail('ip-output', 'the output of ip is not a list', { span: ctx.span });
  return list.flatMap((entry) => {
    if (!(entry instanceof Dict)) return [];
    const master = entry.get('master');
    return [
      {
        name: String(entry.get('ifname')),
        mtu: Number(entry.get('mtu')),
        master: master === undefined ? undefined : String(master),
      },
    ];
  });
}
