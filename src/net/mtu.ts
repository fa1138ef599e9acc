/** A VLAN tag. Outside every tunnel it rides in the NIC's spare 4 bytes; inside one it costs 4 bytes. */
interface VlanLayer {
  readonly type: 'vlan';
}

/** VXLAN (RFC 7348): outer IP, UDP, VXLAN header and the inner Ethernet header. */
export interface VxlanLayer {
  readonly type: 'vxlan';
  /** Family of the outer addresses. */
  readonly ipVersion: 4 | 6;
  /** The inner frames carry a VLAN tag. */
  readonly innerVlan: boolean;
}

/** ESP (RFC 4303). */
export interface EspLayer {
  readonly type: 'esp';
  readonly ipVersion: 4 | 6;
  readonly mode: 'transport' | 'tunnel';
  /** UDP encapsulation (RFC 3948). */
  readonly natTraversal: boolean;
  /** Bytes of the initialisation vector that travel with each packet. */
  readonly iv: number;
  /** Bytes of the integrity check value. */
  readonly icv: number;
  /** The padded text is a multiple of this many bytes. */
  readonly align: number;
}

export type MtuLayer = VlanLayer | VxlanLayer | EspLayer;

interface MtuOptions {
  /** The underlay drops frames above 1518 bytes, tag included: a VLAN tag outside costs 4 bytes. Default false. */
  readonly strictFrames?: boolean;
}

const ETHERNET_HEADER = 14;
const VLAN_TAG = 4;
const UDP_HEADER = 8;
const VXLAN_HEADER = 8;
/** SPI and sequence number. */
const ESP_HEADER = 8;
/** Pad length and next header, inside the padded text. */
const ESP_TRAILER = 2;

/** Bytes of an IP header without options. */
export function ipHeader(version: 4 | 6): number {
  return version === 4 ? 20 : 40;
}

/**
 * The largest IP packet, in bytes, that fits through `layers` (outermost first) on a path that carries IP packets of
 * `underlayMtu` bytes. Not positive when the layers leave no room.
 */
export function innerMtu(
  underlayMtu: number,
  layers: readonly MtuLayer[],
  { strictFrames = false }: MtuOptions = {},
): number {
  let mtu = underlayMtu;
  let inTunnel = false;
  for (const layer of layers) {
    if (layer.type === 'vlan') {
      if (inTunnel || strictFrames) mtu -= VLAN_TAG;
    } else if (layer.type === 'vxlan') {
      mtu -= vxlanOverhead(layer);
      inTunnel = true;
    } else {
      mtu = insideEsp(mtu, layer);
      inTunnel ||= layer.mode === 'tunnel';
    }
  }
  return mtu;
}

/** What a VXLAN tunnel takes from each packet: 50, 54, 70 or 74 bytes. */
function vxlanOverhead({ ipVersion, innerVlan }: VxlanLayer): number {
  return ipHeader(ipVersion) + UDP_HEADER + VXLAN_HEADER + ETHERNET_HEADER + (innerVlan ? VLAN_TAG : 0);
}

/** In transport mode the packet keeps its IP header; in tunnel mode the whole packet is the text. */
function insideEsp(mtu: number, layer: EspLayer): number {
  const header = ipHeader(layer.ipVersion);
  const natHeader = layer.natTraversal ? UDP_HEADER : 0;
  const room = mtu - header - natHeader - ESP_HEADER - layer.iv - layer.icv;
  const text = Math.floor(room / layer.align) * layer.align - ESP_TRAILER;
  return layer.mode === 'transport' ? header + text : text;
}

/** Largest ICMP echo payload in a packet of `packet` bytes: 28 less for IPv4, 48 less for IPv6. */
export function pingPayload(packet: number, version: 4 | 6): number {
  return packet - ipHeader(version) - 8;
}
