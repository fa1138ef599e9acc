import { describe, expect, it } from 'vitest';
import { sharedImports } from './pythonImports.js';

const MODULE = 'ansible_collections.acme.net.plugins.modules.port';

describe('imports of shared code', () => {
  it.each([
    ['from ansible.module_utils.basic import AnsibleModule', 'ansible.module_utils.basic', ['AnsibleModule']],
    ['import ansible.module_utils.urls as urls', 'ansible.module_utils.urls', []],
    ['from ansible.module_utils import basic, urls', 'ansible.module_utils', ['basic', 'urls']],
    [
      'from ansible.module_utils.common.text import (\n    converters,  # why\n    formatters as f,\n)',
      'ansible.module_utils.common.text',
      ['converters', 'formatters'],
    ],
    ['from ansible.module_utils.six \\\n  import string_types', 'ansible.module_utils.six', ['string_types']],
    [
      'try:\n    from ansible.module_utils.six import moves\nexcept ImportError: pass',
      'ansible.module_utils.six',
      ['moves'],
    ],
    [
      'from ..module_utils.api import Client',
      'ansible_collections.acme.net.plugins.module_utils.api',
      ['Client'],
    ],
    [
      'from ansible_collections.acme.base.plugins.module_utils import x',
      'ansible_collections.acme.base.plugins.module_utils',
      ['x'],
    ],
  ])('finds %j', (source, module, names) => {
    expect(sharedImports(source, MODULE, false)).toEqual([{ module, names }]);
  });

  it.each([
    'import os',
    'from json import loads',
    'from .. import plugins_of_nobody',
    '# from ansible.module_utils.basic import *',
  ])('leaves out %j', (source) => {
    expect(sharedImports(source, 'ansible.modules.port', false)).toEqual([]);
  });

  it('reads a dot as the package itself where the source is one', () => {
    const source = 'from . import helper';
    const found = sharedImports(source, 'ansible.module_utils.common', true);
    expect(found).toEqual([{ module: 'ansible.module_utils.common', names: ['helper'] }]);
  });
});
