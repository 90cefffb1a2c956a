import { expect, test } from "vitest";
import { acts, followed, refreshes, refreshesOf, unfollowed } from "@/components/live/refreshes";
import { appRouter } from "@/server/api/root";
import { outboxNames } from "@/server/audit/core/outbox-message";

type Procedure = { readonly _def: { readonly type: "query" | "mutation" } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
const pathsOf = (type: Procedure["_def"]["type"]) =>
  procedures.flatMap(([path, { _def }]) => (_def.type === type ? [path] : [])).sort();

test("every event makes something be read again", () => {
  for (const name of outboxNames) expect(refreshes[name], name).not.toHaveLength(0);
  expect(Object.keys(refreshes).sort()).toEqual([...outboxNames].sort());
});

test("every query of the pages is read again by some event, or is named as one that none changes", () => {
  expect([...followed, ...unfollowed].sort()).toEqual(pathsOf("query"));
  const read = new Set(Object.values(refreshes).flat());
  expect(followed.filter((path) => !read.has(path))).toEqual([]);
});

test("every act of a page says what it causes, and so what is read again", () => {
  // taking the instance over leaves the page
  const known = pathsOf("mutation").filter((path) => path !== "welcome.claim");
  expect(Object.keys(acts).sort()).toEqual(known);
  for (const path of known) expect(refreshesOf(path), path).not.toHaveLength(0);
  expect(refreshesOf("bots.pause")).toContain("bots.list");
  expect(refreshesOf("nothing.known")).toEqual([]);
});
