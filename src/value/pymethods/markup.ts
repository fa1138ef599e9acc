import { bind } from '../bind.js';
import { strFormat } from '../format.js';
import { unescapeHtml } from '../htmlEntities.js';
import { iterate } from '../iterate.js';
import { Markup, plainText } from '../markup.js';
import { type Callable, type Kwargs, Tuple, type Value } from '../types.js';
import type { Method, Methods } from './method.js';

type MethodLookup = (value: Value, name: string) => Callable | undefined;

/** Methods of str that give Markup and escape the texts among their arguments. */
const escaping: ReadonlySet<string> = new Set([
  'capitalize',
  'title',
  'lower',
  'upper',
  'replace',
  'ljust',
  'rjust',
  'lstrip',
  'rstrip',
  'center',
  'strip',
  'translate',
  'expandtabs',
  'swapcase',
  'zfill',
  'partition',
  'rpartition',
]);
/** Methods of str whose parts are Markup. */
const parting: ReadonlySet<string> = new Set(['split', 'rsplit', 'splitlines']);

/** The methods of markupsafe's Markup (2.1), made from those of str. */
export function markupMethods(ofText: Methods<string>, getMethod: MethodLookup): Methods<Markup> {
  return new Map<string, Method<Markup>>([
    ...Array.from(ofText, ([name, method]) => [name, adapted(name, method)] as const),
    ['join', (self, args, kwargs) => new Markup(joined(self, args, kwargs))],
    ['format', (self, args, kwargs) => new Markup(strFormat(self.text, args, kwargs, getMethod, true))],
    ['unescape', (self) => unescapeHtml(self.text)],
    ['striptags', (self) => stripTags(self.text)],
  ]);
}

/** Text without tags and comments, its entities resolved and white space collapsed. */
export function stripTags(html: string): string {
  const text = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<[\s\S]*?>/g, '');
  return unescapeHtml(
    text
      .split(/\s+/)
      .filter((part) => part !== '')
      .join(' '),
  );
}

function adapted(name: string, method: Method<string>): Method<Markup> {
  if (method.length === 1) return (self) => marked(name, method(self.text, [], new Map()));
  const taken = escaping.has(name) ? escapedText : plainText;
  return (self, args, kwargs) => {
    const named = new Map(Array.from(kwargs, ([key, value]) => [key, taken(value)] as const));
    return marked(name, method(self.text, args.map(taken), named));
  };
}

/** A text argument as escaped text; other values unchanged. */
function escapedText(value: Value): Value {
  return typeof plainText(value) === 'string' ? Markup.escape(value).text : value;
}

function marked(name: string, result: Value): Value {
  if (!escaping.has(name) && !parting.has(name)) return result;
  if (Array.isArray(result)) return result.map(markText);
  return result instanceof Tuple ? new Tuple(result.items.map(markText)) : markText(result);
}

function markText(value: Value): Value {
  return typeof value === 'string' ? new Markup(value) : value;
}

function joined(self: Markup, args: Value[], kwargs: Kwargs): string {
  const { iterable } = bind('join', ['iterable'], args, kwargs);
  return Array.from(iterate(iterable), (item) => Markup.escape(item).text).join(self.text);
}
