// A change of one setting, by its path of names.

type Tree = { readonly [name: string]: unknown };

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same overrides with one value at a path; what lies beside it stays. */
export function changeAt(overrides: unknown, path: readonly string[], value: unknown): Tree {
  const [name, ...rest] = path;
  const tree = isTree(overrides) ? overrides : {};
  if (name === undefined) return tree;
  return { ...tree, [name]: rest.length === 0 ? value : changeAt(tree[name], rest, value) };
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(of: unknown, path: readonly string[]): unknown {
  let part = of;
  for (const name of path) part = isTree(part) && Object.hasOwn(part, name) ? part[name] : undefined;
  return part;
}
