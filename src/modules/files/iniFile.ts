import { defineModule } from '../../module/define.js';
import { attributeArgs } from './attributes.js';
import { backupArg } from './contentArgs.js';
import { applyEdit, decideEdit, keepEdit, probeEdit, refuseEdit } from './edit.js';
import { editIni } from './iniEdit.js';

const args = {
  ...attributeArgs,
  path: { type: 'path', required: true, aliases: ['dest'], description: 'INI file to edit.' },
  section: { type: 'str', description: 'Section; without one the lines before the first section.' },
  option: { type: 'str', description: 'Option; without one the whole section is meant.' },
  value: { type: 'str', description: 'Value of the option.' },
  values: { type: 'list', elements: 'str', description: 'Several values: the option appears once for each.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether it is there.',
  },
  exclusive: { type: 'bool', default: true, description: 'Remove other values of the option.' },
  no_extra_spaces: { type: 'bool', default: false, description: 'No blanks around the equals sign.' },
  ignore_spaces: {
    type: 'bool',
    default: false,
    description: 'Leave a line alone that differs in blanks only.',
  },
  allow_no_value: { type: 'bool', default: false, description: 'Allow an option without a value.' },
  create: { type: 'bool', default: true, description: 'Create a missing file.' },
  backup: backupArg,
} as const;

export const iniFile = defineModule({
  name: 'community.general.ini_file',
  doc: {
    short: 'Keeps options of an INI file',
    examples:
      '- community.general.ini_file:\n    path: /etc/sysctl.d/net.ini\n    section: bridge\n    option: stp\n    value: "off"\n',
    returns: { msg: 'What happened', backup_file: 'Path of the backup' },
  },
  args,
  rules: { mutually_exclusive: [['value', 'values']] },
  check: 'full',
  probe: probeEdit,
  decide(args, target, mode) {
    const { path } = target.stat;
    if (target.stat.type === 'directory')
      return refuseEdit(target, `Path ${path} is a directory !`, { rc: 256 });
    if (target.text === undefined && !args.create)
      return refuseEdit(target, `Destination ${path} does not exist!`, { rc: 257 });
    if (target.text === undefined && args.state === 'absent') return keepEdit(target, 'OK');
    const values = args.values ?? (args.value === undefined ? [] : [args.value]);
    if (
      args.state === 'present' &&
      args.option !== undefined &&
      values.length === 0 &&
      !args.allow_no_value
    ) {
      return refuseEdit(target, 'state is present but any of the following are missing: value, values');
    }
    const edited = editIni(target.text?.toString('utf8') ?? '', { ...args, values });
    const after = Buffer.from(edited.text, 'utf8');
    return decideEdit(
      args,
      target,
      { after, message: edited.message, result: { path }, headers: 'parts' },
      mode,
    );
  },
  apply: (args, work, ctx) => applyEdit(args, work, ctx, { makeParent: args.create }),
});
