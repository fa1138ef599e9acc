import { describe, expect, it } from 'vitest';
import { classify } from './classify.js';

describe('the style of a module', () => {
  it.each([
    ['from ansible.module_utils.basic import *\n', 'python'],
    ['#<<INCLUDE_ANSIBLE_MODULE_COMMON>>\n', 'python'],
    ['from ..module_utils.api import Client\n', 'python'],
    ['#!/usr/bin/perl\n# WANT_JSON\n', 'json-file'],
    ['\x7fELF\x02\x01\x01\0\0', 'json-file'],
    ['args = """<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>"""\n', 'json-args'],
    ['#!/bin/sh\n. "$1"\n', 'words-file'],
    ['#Requires -Module Ansible.ModuleUtils.Legacy\n', 'powershell'],
  ])('of %j is %s', (text, style) => {
    expect(classify(Buffer.from(text, 'latin1'))).toBe(style);
  });
});
