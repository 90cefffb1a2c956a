import pg from "pg";
import { vi } from "vitest";

/** How many statements with each of these parts are sent from here on, until mocks are restored. */
export function countStatements<Part extends string>(parts: readonly Part[]): Readonly<Record<Part, number>> {
  const counts = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  const { query } = pg.Client.prototype;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === "string" ? first : ((first as { text?: string } | undefined)?.text ?? "");
    for (const part of parts) if (text.includes(part)) counts[part] += 1;
    return Reflect.apply(query, this, args);
  });
  return counts;
}
