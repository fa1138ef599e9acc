import type { HostStats } from '../events/events.js';
import { compareText } from '../value/codePoints.js';
import type { Paint, Role } from './palette.js';

/** The lines under PLAY RECAP, in Ansible's exact columns (each counter is padded, the last one too). */
export function recapLines(stats: ReadonlyMap<string, HostStats>, paint: Paint): string[] {
  return [...stats]
    .sort(([a], [b]) => compareText(a, b))
    .map(([host, counters]) => recapLine(host, counters, paint));
}

function recapLine(host: string, stats: HostStats, paint: Paint): string {
  const painted = paint(host, hostRole(stats));
  const name = painted === host ? host.padEnd(26) : painted.padEnd(37);
  const counters = [
    counter('ok', stats.ok, 'ok', paint),
    counter('changed', stats.changed, 'changed', paint),
    counter('unreachable', stats.unreachable, 'unreachable', paint),
    counter('failed', stats.failed, 'error', paint),
    counter('skipped', stats.skipped, 'skip', paint),
    counter('rescued', stats.rescued, 'ok', paint),
    counter('ignored', stats.ignored, 'warn', paint),
  ];
  return `${name} : ${counters.join(' ')}`;
}

function hostRole(stats: HostStats): Role {
  if (stats.failed > 0 || stats.unreachable > 0) return 'error';
  return stats.changed > 0 ? 'changed' : 'ok';
}

function counter(name: string, count: number, role: Role, paint: Paint): string {
  const text = `${name}=${String(count).padEnd(4)}`;
  return count === 0 ? text : paint(text, role);
}
