/** The style sheet of a graph: quiet where all is live, amber where something differs, red where it is missing. */
export const style = [
  'text{font-family:Inter,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;fill:#1f2933}',
  '.page{fill:#f5f7f9}',
  '.card{fill:#fff;stroke:#d9e0e6}',
  '.heading{font-size:18px;font-weight:600}',
  '.host{font-size:15px;font-weight:600}',
  '.section{font-size:11px;font-weight:600;fill:#62717f}',
  '.small{font-size:12px;fill:#52606d}',
  '.name{font-size:13px;font-weight:600}',
  '.detail{font-size:10.5px;fill:#62717f}',
  '.address,.row,.end{font-size:11px}',
  '.end{text-anchor:end;fill:#62717f}',
  '.box{fill:#fbfcfd;stroke:#c3ced8}',
  '.context .box{fill:none;stroke-dasharray:4 3}',
  '.context .name{font-weight:400;fill:#62717f}',
  '.line,.tunnel{fill:none;stroke:#8a9aa9;stroke-width:1.6}',
  '.tunnel{stroke:#8465c2}',
  '.mark{fill:#3fa66b}',
  '.waiting .box{fill:none;stroke-dasharray:4 3}',
  '.waiting .mark{fill:#b4c0ca}',
  '.waiting .line,.waiting .tunnel{stroke-dasharray:4 3}',
  '.waiting .name,.waiting .detail,.waiting .address,.waiting .row{fill:#7b8794}',
  '.different .box{fill:#fff8e6;stroke:#d59a1c}',
  '.different .mark{fill:#d59a1c}',
  '.different .line,.different .tunnel{stroke:#d59a1c}',
  '.different .address,.different .row{fill:#8d5f00}',
  '.missing .box{fill:#fdecec;stroke:#d32f2f;stroke-width:1.6}',
  '.missing .mark{fill:#d32f2f}',
  '.missing .line,.missing .tunnel{stroke:#d32f2f;stroke-width:2.2;stroke-dasharray:6 4}',
  '.missing .name,.missing .detail,.missing .address,.missing .row{fill:#b71c1c}',
].join('');

const colours: Readonly<Record<string, string>> = {
  bond: '#c76a1b',
  bridge: '#2f6fd0',
  vlan: '#0f8f8c',
  vxlan: '#8465c2',
  geneve: '#8465c2',
  gre: '#8465c2',
  gretap: '#8465c2',
  tun: '#4f8a3c',
  veth: '#4f8a3c',
};

/** The colour of a kind of device, at the edge of its box. */
export function kindColour(kind: string): string {
  return colours[kind] ?? '#8a9aa9';
}
