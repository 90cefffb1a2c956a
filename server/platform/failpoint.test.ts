import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { armFailpoints } from "./arm-failpoints";
import { failpoint, failpoints, strikes } from "./failpoint";

const ROOT = path.resolve(import.meta.dirname, "../..");

afterEach(() => {
  strikes.by = null;
});

it("does nothing by itself, and tells of every failpoint once armed", () => {
  for (const at of failpoints) failpoint(at);
  const passed: string[] = [];
  armFailpoints((at) => passed.push(at));
  for (const at of failpoints) failpoint(at);
  expect(passed).toEqual(failpoints);
});

it("names places that the road passes", () => {
  const found = execFileSync("grep", ["-rhoE", "failpoint\\([^)]+\\)", "server"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  // a step of an order is written in one place, under the name of what happened to it
  const byStep = /^(sent|acknowledged|rejected|unanswered|cancelled|expired)\.writing$/;
  expect(found).toContain("step.event.kind");
  // the request itself tells when it is with the kernel
  const told = (at: string) => byStep.test(at) || at === "wire.written" || found.includes(`("${at}")`);
  const unused = failpoints.filter((at) => !told(at));
  expect(unused).toEqual([]);
});
