import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const section =
  readFileSync("docs/ARCHITECTURE.md", "utf8").split("### The life of an order")[1]?.split("\n## ")[0] ?? "";

// Guards the map of an order's life: a file that moved is named by its new place.
it("the life of an order is told in at most twenty files, and all of them are there", () => {
  const steps = section.split("\n").filter((line) => /^\d+\. /.test(line));
  const files = [...section.matchAll(/`((?:server|inngest)\/[^`]+\.ts)`/g)].map(([, file = ""]) => file);
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.length).toBeLessThanOrEqual(20);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
