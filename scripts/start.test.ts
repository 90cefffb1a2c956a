import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const LIB = path.join(import.meta.dirname, "lib");
const load = async <T>(name: string): Promise<T> => (await import(path.join(LIB, name))) as T;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "amarktai-start-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Options = Record<string, unknown>;
type Refusal = { message: string; exitCode: number };

async function readOptions(argv: string[], env: Record<string, string> = {}): Promise<Options> {
  const module = await load<{ readOptions: (argv: string[], env: object, cwd: string) => Options }>(
    "options.mjs",
  );
  return module.readOptions(argv, env, folder);
}

describe("options", () => {
  test("the command line wins over the environment, the environment over the default", async () => {
    const options = await readOptions(["--port", "4000", "--demo"], {
      AMARKTAI_PORT: "5000",
      AMARKTAI_SPEED: "30",
    });
    expect(options).toMatchObject({
      port: 4000,
      speed: 30,
      seed: 42,
      host: "127.0.0.1",
      demo: true,
      once: false,
    });
  });

  test("paths are taken from where the person stands, and several candle files are read", async () => {
    for (const name of ["a.csv", "b.csv"]) writeFileSync(path.join(folder, name), "");
    const options = await readOptions([
      "--home",
      "data",
      "--market",
      "recorded",
      "--candles",
      "a.csv",
      "b.csv",
      "--demo",
    ]);
    expect(options).toMatchObject({
      home: path.join(folder, "data"),
      candles: [path.join(folder, "a.csv"), path.join(folder, "b.csv")],
      demo: true,
    });
  });

  test("without --market it is simulated, and known not to have been chosen", async () => {
    expect(await readOptions([])).toMatchObject({ market: "simulated", marketChosen: false });
    expect(await readOptions(["--market=simulated"])).toMatchObject({
      market: "simulated",
      marketChosen: true,
    });
  });

  test.each<[string[], string]>([
    [["--port", "abc"], "port between 1 and 65535"],
    [["--port", "70000"], "port between 1 and 65535"],
    [["--port"], "--port needs a value"],
    [["--market", "live", "--speed", "5"], "live prices run on real time"],
    [["--market", "guess"], "choose live, simulated or recorded"],
    [["--market", "recorded"], "add --candles FILE"],
    [["--market", "recorded", "--candles", "missing.csv"], "There is no candle file"],
    [["--market", "recorded", "--candles", "."], "is not a file"],
    [["--candles", "a.csv"], "goes with --market recorded"],
    [["--speed", "0"], "a number above 0"],
    [["--speed", "1e3"], "a number above 0"],
    [["--seed", "-1"], "a whole number"],
    [["--host", "a b"], "an address of this machine"],
    [["--demo=1"], "takes no value"],
    [["--colour"], "is not an option"],
    [["start"], "is not an option"],
  ])("%j is refused with status 2 and a sentence", async (argv, sentence) => {
    const refusal: Refusal = await readOptions(argv).then(
      () => ({ message: "accepted", exitCode: 0 }),
      (error: Refusal) => error,
    );
    expect(refusal.message).toContain(sentence);
    expect(refusal.exitCode).toBe(2);
  });

  test.each([[], ["--market", "simulated", "--speed", "1"], ["--market", "recorded", "--candles", "a.csv"]])(
    "an Inngest server is refused with invented or replayed prices: %j %j %j %j",
    async (...argv) => {
      writeFileSync(path.join(folder, "a.csv"), "");
      const refusal: Refusal = await readOptions(argv.filter(Boolean), {
        INNGEST_BASE_URL: "http://127.0.0.1:8288",
      }).then(
        () => ({ message: "accepted", exitCode: 0 }),
        (error: Refusal) => error,
      );
      expect(refusal).toMatchObject({ exitCode: 2 });
      expect(refusal.message).toMatch(/its schedules run on the real time.*Unset INNGEST_BASE_URL/);
      expect(await readOptions(argv.filter(Boolean), { INNGEST_BASE_URL: "" })).toMatchObject({ port: 3000 });
    },
  );

  test("a bad value of the environment is refused by its own name", async () => {
    await expect(readOptions([], { AMARKTAI_SPEED: "fast" })).rejects.toThrow(/^AMARKTAI_SPEED is "fast"/);
    await expect(readOptions([], { AMARKTAI_DEMO: "maybe" })).rejects.toThrow(/set it to 1 or 0/);
  });
});

describe("the lock of a data folder", () => {
  // takes the lock, says so, holds it a moment, and leaves it behind as if killed when told to
  const contender = `
    const { takeLock } = await import(process.argv[1]);
    const taken = takeLock(process.argv[2]);
    console.log(taken.holder ? "held" : "taken");
    if (!taken.holder) await new Promise((done) => setTimeout(done, 400));
    if (process.argv[3] !== "die") taken.release?.();
  `;
  const contend = (file: string, end = "release") =>
    new Promise<string>((done) => {
      const child = spawn(process.execPath, [
        "--input-type=module",
        "-e",
        contender,
        path.join(LIB, "lock.mjs"),
        file,
        end,
      ]);
      let said = "";
      child.stdout.on("data", (chunk) => {
        said += String(chunk);
      });
      child.on("close", () => done(said.trim()));
    });

  test("of several starts at once one gets it, also from a holder that died", async () => {
    const file = path.join(folder, "supervisor.lock");
    expect(await contend(file, "die")).toBe("taken");
    for (let round = 0; round < 3; round++) {
      const said = await Promise.all(Array.from({ length: 6 }, () => contend(file, "die")));
      expect(said.filter((word) => word === "taken")).toHaveLength(1);
    }
  });

  test("a lock of half-written text is nobody's", async () => {
    const file = path.join(folder, "half.lock");
    writeFileSync(file, '{"pid": 1');
    expect(await contend(file)).toBe("taken");
    expect(await contend(file)).toBe("taken");
  });

  test("a process id that was given to another process since is not the holder", async () => {
    const file = path.join(folder, "old.lock");
    writeFileSync(file, JSON.stringify({ pid: process.pid, began: "another boot:1", nonce: "old" }));
    expect(await contend(file)).toBe("taken");
  });
});

test("secrets are made once, kept private, and a damaged file is refused instead of replaced", async () => {
  const { loadSecrets } = await load<{ loadSecrets: (home: string) => Record<string, string> }>(
    "secrets.mjs",
  );
  const home = path.join(folder, "home");
  mkdirSync(home);
  const made = loadSecrets(home);
  expect(made.INNGEST_SIGNING_KEY).toMatch(/^signkey-prod-[0-9a-f]{64}$/);
  expect(loadSecrets(home)).toEqual(made);
  writeFileSync(path.join(home, "secrets.json"), "{");
  expect(() => loadSecrets(home)).toThrow(/restore it from a backup/);
});

describe("a worker that waits for something", () => {
  type Heard = {
    hear: (message: object) => void;
    workerIsUp: () => boolean;
    pagesAreUp: (status: number) => boolean;
    workerWords: (took: string) => string;
    ready: boolean;
  };
  const listen = async () => {
    const lines: string[] = [];
    const ends: Refusal[] = [];
    const module = await load<{ makeHeard: (run: object, say: object) => Heard }>("heard.mjs");
    const heard = module.makeHeard(
      { end: (failure: Refusal) => ends.push(failure) },
      { line: (text: string) => lines.push(text) },
    );
    return { heard, lines, ends };
  };

  test("ends no start: pages that answer are up although not all is well, and the words are told", async () => {
    const { heard, lines, ends } = await listen();
    expect([heard.workerIsUp(), heard.pagesAreUp(503), heard.pagesAreUp(200)]).toEqual([false, false, true]);
    heard.hear({ type: "waiting", words: "another worker leads" });
    expect([heard.workerIsUp(), heard.pagesAreUp(503), heard.pagesAreUp(500)]).toEqual([true, true, false]);
    expect(heard.workerWords("1 s")).toBe("waits: another worker leads");
    heard.ready = true;
    heard.hear({ type: "waiting", words: null });
    heard.hear({ type: "waiting", words: null });
    heard.hear({ type: "ready" });
    expect(heard.workerWords("1 s")).toBe("ready, 1 s");
    expect(lines).toEqual(["The worker waits no longer."]);
    expect(ends).toEqual([]);
  });

  test("a refusal of the worker still ends it with its status", async () => {
    const { heard, ends } = await listen();
    heard.hear({ type: "fatal", message: "no such file", exitCode: 2 });
    expect(ends).toMatchObject([{ message: "no such file", exitCode: 2 }]);
  });
});

test("the wait before a new start doubles from half a second to ten", async () => {
  const { backOffMs } = await load<{ backOffMs: (deaths: number) => number }>("keep-alive.mjs");
  expect([0, 1, 2, 3, 4, 5, 20].map(backOffMs)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

describe("practice", () => {
  test("has prices and a database of its own, and refuses other prices beside them", async () => {
    const options = await readOptions(["--practice"]);
    expect(options).toMatchObject({ practice: true, market: "live", marketChosen: true, speed: 1 });
    const { databaseNameOf } = await load<{ databaseNameOf: (options: Options) => string }>(
      "market-database.mjs",
    );
    expect(databaseNameOf(options)).toBe("amarktai_practice");
    const refused = (await readOptions(["--practice", "--market", "simulated"]).catch(
      (error) => error,
    )) as Refusal;
    expect(refused).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("--practice brings its own prices"),
    });
  });

  test("tells the simulators neither keys nor the database", async () => {
    const { practiceEnv } = await load<{ practiceEnv: (...all: object[]) => object }>("practice.mjs");
    const env = practiceEnv(
      { home: "/h", seed: 7 },
      { text: "luno=http://127.0.0.1:1" },
      {
        PATH: "/bin",
        DATABASE_URL: "postgres://secret",
        INNGEST_SIGNING_KEY: "secret",
      },
    );
    expect(Object.keys(env).sort()).toEqual([
      "AMARKTAI_SEED",
      "AMARKTAI_SIMULATORS",
      "AMARKTAI_SIMULATOR_STATE",
      "PATH",
    ]);
  });
});
