import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const LIB = path.join(ROOT, "scripts/lib");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "amarktai-install-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a file loads before its first line runs. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export)[^;]*? from "([^"]+)"|^import "([^"]+)"/gm)].map(
    ([, from, alone]) => from ?? alone ?? "",
  );

describe("the packages", () => {
  test("no command loads a package before it has looked whether the packages are there", () => {
    const seen = new Set<string>();
    const foreign: string[] = [];
    const commands = readdirSync(path.join(ROOT, "scripts")).filter((name) => name.endsWith(".mjs"));
    const waiting = commands
      .filter((name) => name !== "web.mjs")
      .map((name) => path.join(ROOT, "scripts", name));
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const targets = importsOf(file);
      const from = path.dirname(file);
      waiting.push(
        ...targets.filter((target) => target.startsWith(".")).map((target) => path.resolve(from, target)),
      );
      foreign.push(...targets.filter((target) => !target.startsWith(".") && !isBuiltin(target)));
    }
    expect(seen.size).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
  });

  test("several commands that find them missing or not whole install once, one after the other", async () => {
    const place = path.join(folder, "project");
    mkdirSync(path.join(place, "part"), { recursive: true });
    cpSync(LIB, path.join(place, "scripts/lib"), { recursive: true });
    const own = { name: "planted", version: "1.0.0", dependencies: { part: "file:part" } };
    const part = { name: "part", version: "1.0.0" };
    writeFileSync(path.join(place, "package.json"), JSON.stringify(own));
    writeFileSync(path.join(place, "part/package.json"), JSON.stringify(part));
    const packages = { "": own, "node_modules/part": { resolved: "part", link: true }, part };
    writeFileSync(
      path.join(place, "package-lock.json"),
      JSON.stringify({ ...own, lockfileVersion: 3, packages }),
    );
    const script = `
      const { lockBuild } = await import("${place}/scripts/lib/build-lock.mjs");
      const { installPackages, isInstalled } = await import("${place}/scripts/lib/install.mjs");
      const release = await lockBuild({ stopping: false }, { line: () => {} });
      const fresh = await installPackages(() => {});
      release();
      console.log(fresh && isInstalled() ? "installed" : isInstalled() ? "there" : "broken");`;
    const install = () =>
      new Promise<string>((done) => {
        const child = spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: place });
        let said = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk) => (said += String(chunk)));
        child.on("close", () => done(said.trim()));
      });
    expect((await Promise.all([install(), install(), install()])).sort()).toEqual([
      ...["installed", "there", "there"],
    ]);
    // an install that was cut off left its mark and lost a package
    rmSync(path.join(place, "node_modules/part"), { recursive: true, force: true });
    expect((await Promise.all([install(), install()])).sort()).toEqual(["installed", "there"]);
  }, 60_000);
});
