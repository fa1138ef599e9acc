import { spawnSync } from 'node:child_process';

/** Shows text in $PAGER (default less) on a terminal, else prints it. */
export function page(text: string): void {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  if (process.stdout.isTTY) {
    const { status } = spawnSync(process.env.PAGER ?? 'less', {
      shell: true,
      input: whole,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: 'FRSX', ...process.env },
    });
    if (status === 0) return;
  }
  process.stdout.write(whole);
}
