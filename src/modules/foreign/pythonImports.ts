/** One import of shared code: a module for certain, or a name that may be a module of the package or something in it. */
interface SharedImport {
  readonly module: string;
  /** Names imported from it; each may be a module too. */
  readonly names: readonly string[];
}

/**
 * The imports of `ansible.module_utils` and of collections' `module_utils` in a Python source, relative ones made
 * absolute. Reads import statements wherever they stand; one within a text does no harm, it only adds a file.
 *
 * @param module full name of the source, the base of relative imports.
 */
export function sharedImports(source: string, module: string, isPackage: boolean): SharedImport[] {
  const found: SharedImport[] = [];
  const text = source.replace(/\\\r?\n/g, ' ');
  for (const match of text.matchAll(/^[ \t]*import[ \t]+([^\n#;]+)/gm)) {
    for (const part of match[1]!.split(',')) {
      const name = part.trim().split(/\s+/)[0]!;
      if (isShared(name)) found.push({ module: name, names: [] });
    }
  }
  const from =
    /^[ \t]*(?:\w+:[ \t]*)?from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(?:\(([^)]*)\)|([^\n#;]*))/gm;
  for (const match of text.matchAll(from)) {
    const [, dots = '', path = '', bracketed, plain] = match;
    const base = dots === '' ? path : absolute(module, isPackage, dots.length, path);
    if (base === undefined) continue;
    const names = (bracketed ?? plain ?? '')
      .replace(/#[^\n]*/g, '')
      .split(',')
      .map((part) => part.trim().split(/\s+/)[0]!)
      .filter((name) => /^\w+$/.test(name));
    if (isShared(base) || names.some((name) => isShared(`${base}.${name}`)))
      found.push({ module: base, names });
  }
  return found;
}

/** true for the names of code that is sent along with a module. */
function isShared(name: string): boolean {
  return /^ansible\.module_utils(\.|$)|^ansible_collections\.\w+\.\w+\.plugins\.(module_utils|modules)(\.|$)/.test(
    name,
  );
}

function absolute(module: string, isPackage: boolean, dots: number, path: string): string | undefined {
  const parts = module.split('.');
  const up = isPackage ? dots - 1 : dots;
  if (up >= parts.length) return undefined;
  return [...parts.slice(0, parts.length - up), ...(path === '' ? [] : [path])].join('.');
}
