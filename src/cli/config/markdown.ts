import { acceptedSettings } from './acceptedSettings.js';
import type { Setting } from './setting.js';
import { UNHEEDED } from './unheeded.js';

/** The reference page of settings: a table a theme, then what is accepted without effect. */
export function settingsMarkdown(
  themes: Readonly<Record<string, Readonly<Record<string, Setting>>>>,
): string {
  const parts = Object.entries(themes).map(([title, settings]) => {
    const heeded = Object.entries(settings).filter(([name]) => !UNHEEDED.has(name));
    const rows = heeded.map(([, setting]) => row(setting)).sort();
    return `## ${title}\n\n| ansible.cfg | variable | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
  });
  const accepted = [...acceptedSettings].map(([reason, settings]) => {
    const keys = settings.flatMap(({ ini, env }) => (ini.length > 0 ? ini : env));
    return `- ${reason}: ${keys.map(code).join(', ')}`;
  });
  const unheeded = Object.values(themes).flatMap((settings) =>
    Object.entries(settings).filter(([name]) => UNHEEDED.has(name)),
  );
  accepted.push(
    `- Read, but without effect so far: ${unheeded.flatMap(([, { ini }]) => ini.map(code)).join(', ')}`,
  );
  return `${parts.join('\n\n')}\n\n## Accepted without effect\n\n${accepted.join('\n')}\n`;
}

function row({ ini, env, fallback, choices, doc }: Setting): string {
  const words = choices && choices.length <= 5 ? ` One of ${choices.map(code).join(', ')}.` : '';
  const value = fallback === '' ? '' : code(fallback);
  return `| ${ini.map(code).join('<br>')} | ${env.map(code).join('<br>')} | ${value} | ${doc}${words} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
