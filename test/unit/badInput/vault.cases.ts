import type { BadInputCase } from './badInputCase.js';

/** Encrypted with the password "right". */
const envelope = [
  '$ANSIBLE_VAULT;1.1;AES256',
  '66663839633935383865336262393536623366353636643961613965386437366530366438356538',
  '3463383264323932333334393934303437396139326161390a653532346335616664376635346365',
  '32663131396231663433303434646661643039353536663639373763306135623663663332356261',
  '6538633865396531630a326635343163336536353239633966383937396337616633343637613764',
  '6139',
];
const secret = `${envelope.join('\n')}\n`;
const passwords = { right: 'right\n', wrong: 'wrong\n' };
const play =
  '- hosts: localhost\n  gather_facts: false\n  vars_files: [secret.yml]\n  tasks:\n    - debug:\n        var: a\n';
const inline = `- hosts: localhost
  gather_facts: false
  vars:
    a: !vault |
${envelope.map((line) => `      ${line}`).join('\n')}
  tasks:
    - debug:
        msg: "{{ a }}"
`;

/** Secrets that cannot be read. */
export const vaultCases: readonly BadInputCase[] = [
  {
    name: 'a wrong vault password',
    files: { ...passwords, 'site.yml': play, 'secret.yml': secret },
    args: ['--vault-password-file', 'wrong'],
    exit: 1,
    cause: 'Decryption failed',
    at: ['secret.yml:1:1'],
    fix: 'Check the password file',
  },
  {
    name: 'no vault password',
    files: { 'site.yml': play, 'secret.yml': secret },
    exit: 1,
    cause: 'no vault password was given',
    at: ['secret.yml:1:1'],
    fix: '--vault-password-file',
  },
  {
    name: 'a damaged vault',
    files: { ...passwords, 'site.yml': play, 'secret.yml': secret.replace('66663839', 'zzzzzzzz') },
    args: ['--vault-password-file', 'right'],
    exit: 1,
    cause: 'Non-hexadecimal digit found',
    at: ['secret.yml:1:1'],
    fix: 'encrypt the value again',
  },
  {
    name: 'passwords under other labels',
    files: { ...passwords, 'site.yml': play, 'secret.yml': secret },
    args: ['--vault-id', 'prod@wrong', '--vault-id', 'dev@wrong'],
    exit: 1,
    cause: 'Decryption failed',
    at: ['secret.yml:1:1'],
    fix: 'label',
  },
  {
    name: 'a wrong password for a value in a play',
    files: { ...passwords, 'site.yml': inline },
    args: ['--vault-password-file', 'wrong'],
    exit: 2,
    severity: 'fatal',
    cause: 'Decryption failed',
    at: ['site.yml:5:7'],
    fix: 'Check the password file',
  },
  {
    name: 'no password for a value in a play',
    files: { 'site.yml': inline },
    exit: 2,
    severity: 'fatal',
    cause: 'no vault password was given',
    at: ['site.yml:5:7'],
    fix: '--vault-password-file',
  },
];
