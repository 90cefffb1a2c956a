import { expect, test } from "vitest";
import { z } from "zod";
import { viewOf } from "./view-of";

type Leaf = { readonly name: string; readonly note?: string; readonly tags: readonly ("a" | "b")[] };
const tags = z.array(z.enum(["a", "b"])).readonly();
const [name, note] = [z.string(), z.string().optional()];

// Guards the output schemas against drifting from the views that pages are compiled with: the check compiles this.
test("a schema is taken for a view only when it says the very same", () => {
  const same = viewOf<Leaf>()(z.strictObject({ name, note, tags }));
  expect(same.safeParse({ name: "one", tags: ["a"] }).success).toBe(true);
  // @ts-expect-error it lacks what the view needs
  viewOf<Leaf>()(z.strictObject({ note, tags }));
  // @ts-expect-error it lacks what the view may have
  viewOf<Leaf>()(z.strictObject({ name, tags }));
  // @ts-expect-error it has what the view does not know
  viewOf<Leaf>()(z.strictObject({ name, note, tags, more: note }));
  // @ts-expect-error it is wider
  viewOf<Leaf>()(z.strictObject({ name, note, tags: z.array(z.string()).readonly() }));
  // @ts-expect-error it is narrower
  viewOf<Leaf>()(z.strictObject({ name, note, tags: z.array(z.literal("a")).readonly() }));
});
