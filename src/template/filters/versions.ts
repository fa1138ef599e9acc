import { crc32 } from 'node:zlib';
import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { compareLoose } from '../tests/versionSchemes.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

/** Version lists, Unicode forms and checksums. */
export const versionFilters: readonly FilterEntry[] = [
  {
    name: 'version_sort',
    doc: 'Versions in loose order (2.9 before 2.10); `reverse=true` the other way round.',
    apply: (input, args, kwargs) => {
      const { reverse } = bind('version_sort', [['reverse', false]], args, kwargs);
      const sign = truthy(reverse) ? -1 : 1;
      return Array.from(iterate(input)).sort((a, b) => sign * compareLoose(pyStr(a), pyStr(b)));
    },
  },
  {
    name: 'unicode_normalize',
    doc: 'The text in a Unicode normal form (`form` NFC, NFD, NFKC, NFKD).',
    apply: (input, args, kwargs) => {
      const { form } = bind('unicode_normalize', [['form', 'NFC']], args, kwargs);
      if (typeof input !== 'string')
        throw new PyError('AnsibleError', `<class '${pyTypeName(input)}'> is not a valid input type`);
      const wanted = forms.find((name) => name === form);
      if (!wanted) throw new PyError('AnsibleError', `${pyStr(form)} is not a valid form`);
      return input.normalize(wanted);
    },
  },
  {
    name: 'crc32',
    doc: 'The CRC-32 checksum of the text in hexadecimal.',
    apply: (input) => {
      if (typeof input === 'string') return crc32(input).toString(16);
      throw new PyError(
        'AnsibleError',
        `Invalid value type (<class '${pyTypeName(input)}'>) for crc32 (${pyStr(input)})`,
      );
    },
  },
];
