// Settings by their paths, for tests that walk them.

export type Tree = { readonly [name: string]: unknown };

/** The paths of all settings: "limits.per10s". */
export const leaves = (tree: unknown, path = ""): readonly string[] =>
  isTree(tree)
    ? Object.entries(tree).flatMap(([name, part]) => leaves(part, path === "" ? name : `${path}.${name}`))
    : [path];
/** One setting as it is stored. */
export const toTree = (path: string, value: unknown): Tree =>
  path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Tree;
/** A list is one setting, whatever it holds. */
const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === "object" && !Array.isArray(value);
/** `one` with what `other` says, part by part. */
export const merge = (one: Tree, other: Tree): Tree => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([name, value]) => {
      const own = one[name];
      return [name, isTree(own) && isTree(value) ? merge(own, value) : value];
    }),
  ),
});

/** Settings of a part with a test of its own: settings-of-…-used, reports, fleet and both of run-night try every one of them. */
const ELSEWHERE = ["bodyguard.", "wallet.", "reports.", "promotion.", "learning.", "fleet."];
export const isTriedHere = (path: string): boolean => !ELSEWHERE.some((part) => path.startsWith(part));
