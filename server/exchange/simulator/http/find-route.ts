import type { Route } from "./wire";

export type FoundRoute = { readonly route: Route; readonly parts: Readonly<Record<string, string>> };

/** Looks routes up by method and path; the first that fits, so plain paths stand before those with parts. */
export function routeFinder(routes: readonly Route[]): (method: string, path: string) => FoundRoute | null {
  const split = routes.map((route) => ({ route, words: route.path.split("/") }));
  return (method, path) => {
    const words = path.split("/");
    for (const { route, words: pattern } of split) {
      if (route.method !== method || pattern.length !== words.length) continue;
      const parts = partsOf(pattern, words);
      if (parts) return { route, parts };
    }
    return null;
  };
}

function partsOf(pattern: readonly string[], words: readonly string[]): Record<string, string> | null {
  const parts: Record<string, string> = {};
  for (const [index, word] of pattern.entries()) {
    const given = words[index] ?? "";
    if (word.startsWith(":")) parts[word.slice(1)] = decodeURIComponent(given);
    else if (word !== given) return null;
  }
  return parts;
}
