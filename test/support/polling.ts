import type { TestLab } from './lab.js';

/** What a host met while it was asked again and again. */
interface Polled {
  /** Commands a second. */
  readonly rate: number;
  /** What commands that failed said; empty when none did. */
  readonly failures: string;
}

/** Runs a command on a host ten times a second, one beside the other, until `stop`. */
export async function poll(
  lab: TestLab,
  host: string,
  command: string,
): Promise<{ stop(): Promise<Polled> }> {
  const each = `(said=$(${command} 2>&1) || echo "$said" >>/tmp/failures; echo >>/tmp/count) &`;
  await lab.ssh(host, 'rm -f /tmp/failures /tmp/count; touch /tmp/polling /tmp/failures');
  const began = performance.now();
  const running = lab.ssh(host, `while [ -e /tmp/polling ]; do ${each} sleep 0.1; done; wait`);
  return {
    async stop() {
      await lab.ssh(host, 'rm /tmp/polling');
      await running;
      const seconds = (performance.now() - began) / 1000;
      const count = Number(await lab.ssh(host, 'wc -l </tmp/count'));
      return { rate: count / seconds, failures: await lab.ssh(host, 'cat /tmp/failures') };
    },
  };
}
