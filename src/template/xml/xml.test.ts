import { describe, expect, it } from 'vitest';
import { fromJs, toJs } from '../../value/convert.js';
import type { Dict } from '../../value/types.js';
import { elementValue, writeElements } from './dicts.js';
import { readXml } from './read.js';

describe('XML as dicts', () => {
  it.each<[string, unknown]>([
    ['<a/>', null],
    ['<a> 1 </a>', '1'],
    ['<a x="1"/>', { '@x': '1' }],
    ["<a x='1'>t</a>", { '@x': '1', '#text': 't' }],
    ['<a><b>1</b>t<b>2</b>u<c/></a>', { b: ['1', '2'], c: null, '#text': 'tu' }],
    ['<?xml version="1.0"?>\n<!-- c --><!DOCTYPE a><a>&lt;&amp;&#65;&#x42;</a>\n', '<&AB'],
    ['<a><![CDATA[<x>&]]> y</a>', '<x>& y'],
    ['<n:a xmlns:n="v"><n:b n:c="&quot;"/></n:a>', { '@xmlns:n': 'v', 'n:b': { '@n:c': '"' } }],
    ['<é>ü</é>', 'ü'],
  ])('%s', (text, value) => {
    expect(toJs(elementValue(readXml(text)))).toEqual(value);
  });

  it.each([
    ['<a>', '<a> is not closed'],
    ['<a></b>', '</b> closes nothing that is open'],
    ['<a></b', '</b is not closed'],
    ['text', 'there is text outside the root element'],
    ['', 'there is no element'],
    ['<a/><b/>', 'there is more than one root element'],
    ['<a>&nope;</a>', '&nope; is not known'],
    ['<a b=1/>', 'the value of an attribute stands in quotes'],
    ['<a b="1"c="2"/>', 'a blank stands before an attribute'],
    ['<a b="1" b="2"/>', 'the attribute b is given twice'],
    ['<a><!-- </a>', '--> is missing'],
  ])('refuses %s', (text, message) => {
    expect(() => readXml(text)).toThrow(message);
  });
});

describe('dicts as XML', () => {
  it.each<[unknown, string]>([
    [{ a: null }, '<a></a>'],
    [{ a: true }, '<a>true</a>'],
    [{ a: { '@x': 1, '#text': '<t>' } }, '<a x="1">&lt;t&gt;</a>'],
    [{ a: { b: ['1', null] } }, '<a>\n\t<b>1</b>\n\t<b></b>\n</a>'],
    [{ a: { '@q': 'say "hi"' } }, `<a q='say "hi"'></a>`],
    [{ a: { b: [] } }, '<a>\n</a>'],
  ])('%j', (value, text) => {
    const [[name, root] = ['', null]] = fromJs(value) as Dict;
    expect(writeElements(String(name), root, '\t')).toBe(text);
  });

  it('is read back as it was', () => {
    const text = '<a k="v">\n  <b>1</b>\n  <b>\n    <c>&amp;</c>\n  </b>\n</a>';
    expect(writeElements('a', elementValue(readXml(text)), '  ')).toBe(text);
  });
});
