// The only expressions the engine reads: a path, a path equal to a text, two paths equal. Everything else of the
// expression language is refused at registration. Pure.

const PATH = String.raw`(\w+(?:\.\w+)*)`;
const PATH_ONLY = new RegExp(`^event\\.${PATH}$`);
const EQUALS_TEXT = new RegExp(`^event\\.${PATH} == (?:'([^']*)'|"([^"]*)")$`);
const EQUALS_PATH = new RegExp(`^event\\.${PATH} == async\\.${PATH}$`);

export type EventPath = readonly string[];

/** `event.data.botId` as a path; null when the expression is anything else. */
export function toPath(expression: string): EventPath | null {
  return PATH_ONLY.exec(expression.trim())?.[1]?.split(".") ?? null;
}

/** `event.data.kind == 'fast'`; null when it is anything else. */
export function toTextMatch(expression: string): { readonly path: EventPath; readonly text: string } | null {
  const found = EQUALS_TEXT.exec(expression.trim());
  if (!found?.[1]) return null;
  return { path: found[1].split("."), text: found[2] ?? found[3] ?? "" };
}

/** `event.data.botId == async.data.botId`; null when it is anything else. */
export function toPathMatch(
  expression: string,
): { readonly ofRun: EventPath; readonly ofCancel: EventPath } | null {
  const found = EQUALS_PATH.exec(expression.trim());
  if (!found?.[1] || !found[2]) return null;
  return { ofRun: found[1].split("."), ofCancel: found[2].split(".") };
}

/** The value at a path as text; null when there is none. */
export function textAt(value: unknown, path: EventPath): string | null {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return null;
    at = (at as Record<string, unknown>)[key];
  }
  if (at === undefined || at === null) return null;
  return typeof at === "object" ? JSON.stringify(at) : String(at);
}
