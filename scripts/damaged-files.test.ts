// Every file that a start reads, in every way it can be damaged: mended when it can be made again, else one sentence
// and a status that is not 0.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const LIB = path.join(ROOT, "scripts/lib");
const load = async <T>(name: string): Promise<T> => (await import(path.join(LIB, name))) as T;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "amarktai-damaged-"));
  // as root, the database is another user's and must be able to pass
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAMAGES: Readonly<Record<string, (file: string) => void>> = {
  empty: (file) => writeFileSync(file, ""),
  truncated: (file) => writeFileSync(file, readFileSync(file).subarray(0, 3)),
  garbage: (file) => writeFileSync(file, "<html>no</html>\n"),
  "another kind of JSON": (file) => writeFileSync(file, "null"),
  binary: (file) => writeFileSync(file, Buffer.from([0, 255, 254, 10, 0, 128, 13, 7])),
  "a folder": (file) => {
    rmSync(file, { recursive: true, force: true });
    mkdirSync(file);
    writeFileSync(path.join(file, "inside"), "kept");
  },
};
const damages = Object.keys(DAMAGES);

function damage(file: string, how: string, whole = '{"pid":1,"began":"","nonce":"old","port":5}'): void {
  rmSync(file, { recursive: true, force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, whole);
  DAMAGES[how]?.(file);
}

type Ended = { readonly code: number | null; readonly said: string };

/** A real start; one that does not refuse at once is ended, and its status is null then. */
function start(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^(AMARKTAI_|DATABASE_URL)/.test(name)) delete env[name];
  const child = spawn(process.execPath, [path.join(ROOT, "scripts/start.mjs"), "--port", "0", ...args], {
    cwd: ROOT,
    env,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += String(chunk);
      // it went past its first look: nothing was refused
      if (said.includes("[1/6]") || said.includes("installing or building")) child.kill("SIGKILL");
    });
  return new Promise((done) => child.on("close", (code) => done({ code, said })));
}

const homeNamed = (name: string): string => {
  const home = path.join(folder, name.replaceAll(" ", "-"));
  mkdirSync(path.join(home, "pg"), { recursive: true });
  return home;
};

/** A home whose database lies inside it, as far as a first look can tell. */
function plantDatabase(name: string): string {
  const home = homeNamed(name);
  writeFileSync(path.join(home, "pg", "PG_VERSION"), "18\n");
  const secrets = { databaseSuperuser: "s", databaseOwner: "o", databaseApp: "a" };
  writeFileSync(path.join(home, "secrets.json"), JSON.stringify(secrets));
  return home;
}

const isSentence = (said: string): boolean => !/^\s+at |SyntaxError|TypeError|node:internal/m.test(said);

describe("what cannot be made again is refused with a sentence and status 1, and nothing is changed", () => {
  test.each(damages)("secrets.json: %s", async (how) => {
    const home = plantDatabase(`secrets ${how}`);
    const file = path.join(home, "secrets.json");
    damage(file, how);
    const { code, said } = await start("--home", home);
    expect({ code, isSentence: isSentence(said) }, said).toEqual({ code: 1, isSentence: true });
    expect(said).toContain("restore it from a backup");
    expect(existsSync(file)).toBe(true);
  });

  test("secrets.json: missing, or without the database's password, while there is a database", async () => {
    const home = plantDatabase("secrets missing");
    for (const text of [null, "{}", '{"databaseSuperuser":""}']) {
      rmSync(path.join(home, "secrets.json"), { force: true });
      if (text !== null) writeFileSync(path.join(home, "secrets.json"), text);
      const { code, said } = await start("--home", home);
      expect({ code, said }).toMatchObject({
        code: 1,
        said: expect.stringContaining("restore it from a backup"),
      });
    }
  });

  test.each(damages)("PG_VERSION: %s", async (how) => {
    const home = plantDatabase(`version ${how}`);
    damage(path.join(home, "pg", "PG_VERSION"), how, "x18");
    const { code, said } = await start("--home", home);
    expect({ code, isSentence: isSentence(said) }, said).toEqual({ code: 1, isSentence: true });
    expect(said).toContain("cannot be used");
  });

  test("the database's folder is a file, the home is a file, a home has no PG_VERSION", async () => {
    const home = plantDatabase("pg is a file");
    rmSync(path.join(home, "pg"), { recursive: true });
    writeFileSync(path.join(home, "pg"), "x");
    expect(await start("--home", home)).toMatchObject({
      code: 1,
      said: expect.stringContaining("a file, not a folder"),
    });
    expect(await start("--home", path.join(home, "pg"))).toMatchObject({
      code: 2,
      said: expect.stringContaining("is not a folder"),
    });
    const bare = plantDatabase("no version");
    rmSync(path.join(bare, "pg", "PG_VERSION"));
    writeFileSync(path.join(bare, "pg", "base"), "x");
    expect(await start("--home", bare)).toMatchObject({
      code: 1,
      said: expect.stringContaining("no PG_VERSION"),
    });
  });
});

describe("what can be made again is set aside, said, and the start goes on", () => {
  const remade = ["database.json", "run/worker.json", "run/web.json"];
  const cases = remade.flatMap((name) => damages.map((how) => [name, how] as const));
  test.each(cases)("%s: %s", async (name, how) => {
    const { inspectHome } = await load<{ inspectHome: (home: string, env: object) => { notes: string[] } }>(
      "inspect-home.mjs",
    );
    const home = plantDatabase(`${name.replace("/", "-")} ${how}`);
    mkdirSync(path.join(home, "run"), { recursive: true });
    mkdirSync(path.join(home, "logs"));
    const file = path.join(home, name);
    damage(file, how);
    const { notes } = inspectHome(home, {});
    const aboutVault = (note: string) => note.includes("vault-key.json");
    expect(notes.filter((note) => !aboutVault(note))).toEqual([expect.stringContaining(`${file} `)]);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.damaged`)).toBe(true);
    expect(inspectHome(home, {}).notes).toEqual([]);
  });

  test.each(["logs", "run"])("%s: a file where the folder belongs", async (part) => {
    const { makeHome } = await load<{ makeHome: (home: string) => string[] }>("home.mjs");
    const home = homeNamed(`${part} a file`);
    writeFileSync(path.join(home, part), "x");
    expect(makeHome(home)).toEqual([expect.stringContaining(part)]);
    expect(makeHome(home)).toEqual([]);
  });

  test.each(damages)("a lock: %s", async (how) => {
    const { takeLock } = await load<{
      takeLock: (file: string) => { holder?: object; release?: () => void };
    }>("lock.mjs");
    const file = path.join(folder, `lock-${how}.lock`);
    damage(file, how);
    const taken = takeLock(file);
    expect(taken.holder).toBeUndefined();
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
    taken.release?.();
    expect(existsSync(file)).toBe(false);
  });

  test.each(damages)("a stamp: %s", async (how) => {
    const { isStamped, writeStamp } = await load<{
      isStamped: (file: string, text: string) => boolean;
      writeStamp: (file: string, text: string) => void;
    }>("write-file.mjs");
    const file = path.join(folder, `${how}.stamp`);
    damage(file, how, "hash");
    expect(isStamped(file, "hash")).toBe(false);
    writeStamp(file, "hash");
    expect(isStamped(file, "hash")).toBe(true);
  });
});

describe("postmaster.pid", () => {
  type Cluster = {
    start: () => Promise<{ mended: string | null; pid: number; adopted: boolean }>;
    stop: () => Promise<void>;
    notes: string[];
    cluster: { dataDir: string };
  };
  const open = async (home: string): Promise<Cluster> => {
    const { openCluster } = await load<{ openCluster: (home: string, secrets: object) => Promise<Cluster> }>(
      "database.mjs",
    );
    return openCluster(home, { databaseSuperuser: "secret" });
  };
  let home: string;
  beforeAll(async () => {
    const { makeHome } = await load<{ makeHome: (home: string) => string[] }>("home.mjs");
    home = path.join(folder, "cluster");
    makeHome(home);
  });

  test("damaged in any way, the database starts, and a running one is found all the same", async () => {
    let own = await open(home);
    try {
      await own.start();
      for (const how of damages) {
        await own.stop();
        damage(path.join(own.cluster.dataDir, "postmaster.pid"), how, "12345\nx\n");
        own = await open(home);
        const { mended, pid } = await own.start();
        // "123" is an id of nobody: Postgres itself knows what to do
        expect([how, mended]).toEqual([
          how,
          how === "truncated" ? null : expect.stringContaining("postmaster.pid"),
        ]);
        writeFileSync(path.join(own.cluster.dataDir, "postmaster.pid"), "");
        const again = await open(home);
        expect(await again.start()).toMatchObject({ pid, adopted: true });
      }
    } finally {
      await own.stop();
    }
  }, 60_000);
});

test("a failure of any kind is a sentence and a status, never silence", async () => {
  const { endWithStatus } = await load<{
    endWithStatus: (command: () => Promise<number>) => Promise<number>;
  }>("to-stop.mjs");
  const { StopWith } = await load<{ StopWith: new (text: string, code?: number) => Error }>("stop-with.mjs");
  const failures: readonly [unknown, number][] = [
    [new SyntaxError("Unexpected end of JSON input"), 1],
    [Object.assign(new Error("x"), { code: "EISDIR", syscall: "read", path: "/a" }), 1],
    [Object.assign(new Error("x"), { code: "ENOSPC" }), 1],
    [Object.assign(new Error("Cannot find package 'pg'"), { code: "ERR_MODULE_NOT_FOUND" }), 1],
    [new StopWith("bad input", 2), 2],
    [undefined, 1],
  ];
  for (const [failure, status] of failures)
    expect(await endWithStatus(() => Promise.reject(failure))).toBe(status);
});
