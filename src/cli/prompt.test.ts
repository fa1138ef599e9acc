import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const prompt = fileURLToPath(new URL('./prompt.ts', import.meta.url));

describe('a question for a secret', () => {
  it('is asked on the terminal with nothing echoed, so that sshpass can answer', () => {
    const program = `const { askSecret } = await import(${JSON.stringify(prompt)});
      process.stdout.write('got ' + (await askSecret('SSH password: ')));`;
    const words = [
      '-p',
      'my_password',
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      program,
    ];
    const printed = execFileSync('sshpass', words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
    expect(printed.toString()).toBe('got my_password');
  });
});
