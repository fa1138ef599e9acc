import { type Graph, type GraphDevice, type GraphObject, objectsOf } from './model.js';

/**
 * A graph as a Mermaid flowchart. Mermaid's ids cannot hold slashes: a comment before each object names its own.
 */
export function graphMermaid(graph: Graph): string {
  const ids = new Map(objectsOf(graph).map((object, i) => [object, `o${i + 1}`]));
  const contexts = new Map<GraphDevice, string>();
  for (const device of graph.hosts.flatMap(({ devices }) => devices))
    if (device.object === undefined) contexts.set(device, `c${contexts.size + 1}`);
  const idOf = (device: GraphDevice): string =>
    device.object ? ids.get(device.object)! : contexts.get(device)!;
  const links: { readonly text: string; readonly missing: boolean }[] = [];
  const link = (owner: GraphObject, from: string, arrow: string, to: string): void => {
    links.push({ text: `  ${from} ${arrow} ${to}`, missing: owner.state === 'missing' });
  };
  const lines = ['flowchart LR'];
  graph.hosts.forEach((host, i) => {
    lines.push(`  subgraph h${i + 1}["${quoted(host.name)}"]`);
    for (const device of host.devices) {
      const { object } = device;
      if (object === undefined) lines.push(`    ${idOf(device)}["${quoted(device.name)}"]:::context`);
      else lines.push(...node(object, ids.get(object)!, device.name, [object.kind, object.text]));
      for (const address of device.addresses) {
        lines.push(...node(address, ids.get(address)!, address.text, []));
        link(address, idOf(device), '---', ids.get(address)!);
      }
    }
    for (const row of host.rows) lines.push(...node(row, ids.get(row)!, row.text, [row.kind]));
    lines.push('  end');
    for (const { object } of host.devices) {
      for (const relation of ['parent', 'master', 'peer'] as const) {
        const other = host.devices.find(({ name }) => name === object?.relations[relation]);
        if (object && other)
          link(
            object,
            relation === 'parent' ? idOf(other) : ids.get(object)!,
            '---',
            relation === 'parent' ? ids.get(object)! : idOf(other),
          );
      }
    }
  });
  for (const { owner, from, to } of graph.tunnels) {
    const end = (at: typeof from): string =>
      idOf(graph.hosts.find(({ name }) => name === at.host)!.devices.find(({ name }) => name === at.device)!);
    if (to) link(owner, end(from), '-.->', end(to));
  }
  const red = links.flatMap(({ missing }, i) => (missing ? [i] : []));
  return `${[
    ...lines,
    ...links.map(({ text }) => text),
    '  classDef live fill:#fbfcfd,stroke:#3fa66b,color:#1f2933',
    '  classDef waiting fill:none,stroke:#b4c0ca,color:#7b8794,stroke-dasharray:4 3',
    '  classDef different fill:#fff8e6,stroke:#d59a1c,color:#8d5f00',
    '  classDef missing fill:#fdecec,stroke:#d32f2f,color:#b71c1c,stroke-width:2px',
    '  classDef context fill:none,stroke:#8a9aa9,color:#62717f,stroke-dasharray:4 3',
    ...(red.length > 0 ? [`  linkStyle ${red.join(',')} stroke:#d32f2f,stroke-width:2px`] : []),
  ].join('\n')}\n`;
}

function node(object: GraphObject, id: string, name: string, details: readonly string[]): string[] {
  const text = [name, ...details.filter((detail) => detail !== '')].map(quoted).join('<br/>');
  return [`    %% ${id} = ${object.id}`, `    ${id}["${text}"]:::${object.state}`];
}

/** Mermaid's entities for what ends or marks up a text. */
function quoted(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll(/\s+/g, ' ');
}
