import { Dict, PyObject, Unsafe, type Value, Vaulted } from '../../value/types.js';
import { keepsText, lookupFunctions } from '../compile/keptText.js';
import type { Expr } from '../syntax/ast.js';
import { placeNamed, type TextPlace } from '../syntax/textPlace.js';
import { namesIn } from '../syntax/walk.js';
import type { RenderSettings } from './context.js';

/** Text together with the class that it has in ansible-core, for the filter `type_debug`. */
export class ClassedText extends PyObject {
  constructor(readonly pyType: string) {
    super();
  }
  pyRepr(): string {
    return this.pyType;
  }
}

/**
 * The class of a variable's text in ansible-core, which tells where the text came from: `AnsibleUnicode` from the
 * project's files, `AnsibleUnsafeText` from hosts and lookups, `NativeJinjaText` from filters whose results are
 * never read back, `str` from other templates.
 */
export function textClass(place: TextPlace, settings: RenderSettings): string {
  return new TextClasses(settings).ofPlace(place);
}

const unsafe = 'AnsibleUnsafeText';

class TextClasses {
  private readonly seen = new Set<string>();

  constructor(private readonly settings: RenderSettings) {}

  ofPlace({ name, path }: TextPlace): string {
    const { scope } = this.settings;
    if (this.seen.has(name)) return 'str';
    this.seen.add(name);
    const source = scope.source?.(name) ?? scope.written?.(name);
    // What set_fact and include_vars return is the project's own.
    if (source === undefined && path[0] === 'ansible_facts') return 'str';
    if (source === undefined) return scope.has(name) || lookupFunctions.has(name) ? unsafe : 'str';
    return this.ofSource(source, path);
  }

  private ofSource(source: Value, path: readonly (string | number)[]): string {
    if (typeof source === 'string')
      return path.length === 0 ? this.ofText(source) : this.ofElement(source, path);
    if (source instanceof Unsafe) return unsafe;
    if (source instanceof Vaulted) return source.pyType;
    const [key, ...deeper] = path;
    if (key === undefined) return 'str';
    const inner = source instanceof Dict ? source.get(key) : elementOf(source, key);
    return inner === undefined ? 'str' : this.ofSource(inner, deeper);
  }

  /** An element of a list that a template writes out: native types keep it as it is. */
  private ofElement(text: string, [index]: readonly (string | number)[]): string {
    const printed = this.settings.environment.options.native ? this.printedAlone(text) : undefined;
    const element =
      printed?.typename === 'Array' && typeof index === 'number' ? printed.children[index] : undefined;
    return element ? this.ofExpression(element) : 'str';
  }

  /** The expression of a text that is nothing but `{{ expression }}`. */
  private printedAlone(text: string): Expr | undefined {
    const tree = this.settings.environment.inlineProgram(text)?.tree;
    const [only, ...others] = tree?.typename === 'NodeList' ? tree.children : [];
    return only?.typename === 'Print' && others.length === 0 ? only.expr : undefined;
  }

  private ofText(text: string): string {
    if (!/\{[{%#]/.test(text)) return 'AnsibleUnicode';
    const printed = this.printedAlone(text);
    if (printed) return this.ofExpression(printed);
    const tree = this.settings.environment.inlineProgram(text)?.tree;
    return tree && this.readsUnsafe(namesIn(tree)) ? unsafe : 'str';
  }

  private ofExpression(expr: Expr): string {
    const place = placeNamed(expr);
    if (place) return this.ofPlace(place);
    const tainted = this.readsUnsafe(namesIn(expr));
    const kept = keepsText(expr);
    if (kept === 'always' || (kept && this.settings.environment.options.native))
      return tainted ? 'NativeJinjaUnsafeText' : 'NativeJinjaText';
    return tainted ? unsafe : 'str';
  }

  private readsUnsafe(names: Iterable<string>): boolean {
    return Array.from(names).some((name) => this.ofPlace({ name, path: [] }).includes('Unsafe'));
  }
}

function elementOf(source: Value, key: string | number): Value | undefined {
  return Array.isArray(source) && typeof key === 'number' ? source.at(key) : undefined;
}
