// Where a key in the worker's memory could get out by: a dump, a debugger, a request that moves money.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.join(import.meta.dirname, "..");
const LIB = path.join(import.meta.dirname, "lib");
const load = <T>(name: string) => import(path.join(LIB, name)) as Promise<T>;

describe("what a process holds in memory", () => {
  it.skipIf(process.platform !== "linux")(
    "is written to no core file by what the supervisor starts",
    async () => {
      const home = mkdtempSync(path.join(tmpdir(), "amarktai-dumps-"));
      for (const part of ["logs", "run"]) mkdirSync(path.join(home, part));
      const program = path.join(home, "program.mjs");
      writeFileSync(
        program,
        `import { readFileSync } from "node:fs";
       setInterval(() => undefined, 1000);
       process.send({ pid: process.pid, limits: readFileSync("/proc/self/limits", "utf8"), args: process.argv.slice(2) });`,
      );
      const { keepAlive } = await load<{
        keepAlive: (q: object) => { stop: (timeoutMs: number) => Promise<void> };
      }>("keep-alive.mjs");
      const { promise, resolve } = Promise.withResolvers<{ pid: number; limits: string; args: string[] }>();
      const args = ["two words", "$HOME", "'"];
      const child = keepAlive({
        name: "program",
        home,
        command: process.execPath,
        args: [program, ...args],
        env: () => process.env,
        show: () => undefined,
        onMessage: resolve,
        onDeath: () => false,
      });
      try {
        const told = await promise;
        expect(told.limits).toMatch(/Max core file size +0 +0 /);
        // the shell in between is gone, and changed nothing
        expect(told.args).toEqual(args);
        const mark = JSON.parse(readFileSync(path.join(home, "run", "program.json"), "utf8"));
        expect(mark.pid).toBe(told.pid);
      } finally {
        await child.stop(2_000);
        rmSync(home, { recursive: true, force: true });
      }
    },
  );

  it("is opened to no debugger by a signal, and written down by no flag", async () => {
    const { workerFlags } = await load<{ workerFlags: string[] }>("worker-flags.mjs");
    const { node24 } = await load<{ node24: () => string }>("paths.mjs");
    expect(workerFlags.join(" ")).not.toMatch(/inspect|heap-?snapshot|heap-prof|report|core/);
    const child = spawn(node24(), [...workerFlags, "-e", "setInterval(() => {}, 1000); console.log('up')"]);
    try {
      let words = "";
      child.stderr.on("data", (text) => {
        words += text;
      });
      await new Promise((up) => child.stdout.once("data", up));
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGUSR1");
      await Promise.race([ended, new Promise((late) => setTimeout(late, 1_000))]);
      expect(words).not.toMatch(/Debugger|ws:/);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

/** Every file of the product that could speak to an exchange; simulators and what tests is none. */
function sources(): readonly { readonly file: string; readonly text: string }[] {
  return ["server", "app", "components", "scripts", "inngest", "proxy.ts"].flatMap((place) =>
    filesIn(place)
      .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
      .filter((file) => !/\.test\.|\/(testing|simulator|proof|bench)\//.test(file))
      .map((file) => ({ file, text: readFileSync(path.join(ROOT, file), "utf8") })),
  );
}

const filesIn = (place: string): readonly string[] =>
  path.extname(place) !== ""
    ? [place]
    : readdirSync(path.join(ROOT, place), { recursive: true, encoding: "utf8" }).map((each) =>
        path.join(place, each),
      );

/** What changes something at an exchange: orders are placed and taken back, and nothing else. */
const WRITES = new Set([
  "privateDeleteHfOrdersClientOrderClientOid",
  "privateDeleteOrder",
  "privateDeleteStopOrderCancelOrderByClientOid",
  "privatePostAddOrder",
  "privatePostCancelOrder",
  "privatePostHfOrders",
  "privatePostMarketorder",
  "privatePostOrder",
  "privatePostPostorder",
  "privatePostStopOrder",
  "privatePostStoporder",
]);
/** Kraken asks its questions by POST. */
const QUESTIONS = new Set([
  "privatePostBalanceEx",
  "privatePostClosedOrders",
  "privatePostGetApiKeyInfo",
  "privatePostOpenOrders",
  "privatePostQueryTrades",
  "privatePostTradesHistory",
  "privatePostTradeVolume",
]);
const REQUEST =
  /\b(?:public|private|sapi|papi|fapi|web|broker|wallet)[A-Za-z0-9]*?(?:Get|Post|Put|Patch|Delete)[A-Z]\w*/g;
/** A call, or the path of a request, by which money leaves an account. */
const MONEY_MOVES =
  /\.(?:withdraw|transfer(?!ToFixedLength)|transferOut|repay|borrow|createDepositAddress)\w*\s*\(|(?<!has\()\/(?:withdraw\w*|transfers?|inner-transfer|universal-transfer|send|WalletTransfer|wallet\/(?:crypto|fiat))(?=["'`/?]|$)/i;

describe("no money leaves an account", () => {
  it("the only requests that change anything place orders and take them back", () => {
    const asked = sources().flatMap(({ file, text }) =>
      [...text.matchAll(REQUEST)].map(([name]) => ({ file, name })),
    );
    expect(asked.length).toBeGreaterThan(40);
    const writes = asked.filter(({ name }) => !/Get[A-Z]/.test(name.replace(/GetApiKeyInfo$/, "")));
    expect(writes.filter(({ name }) => !WRITES.has(name) && !QUESTIONS.has(name))).toEqual([]);
    // each of the list is used: it does not grow old
    expect([...WRITES].filter((name) => !writes.some((one) => one.name === name))).toEqual([]);
  });

  it("VALR's own paths are those of orders", () => {
    const text = readFileSync(path.join(ROOT, "server/exchange/valr/valr-describe.ts"), "utf8");
    const lists = [...text.matchAll(/\b(?:post|put|delete|patch): \[([^\]]*)\]/g)].map(
      ([, list = ""]) => list,
    );
    const paths = lists.flatMap((list) => [...list.matchAll(/"([^"]+)"/g)].map(([, one]) => one));
    expect(paths.toSorted()).toEqual(["orders/limit", "orders/market", "orders/order", "orders/stop/limit"]);
  });

  it("no code names a withdrawal or a transfer as something to do", () => {
    const found = sources().flatMap(({ file, text }) =>
      text
        .split("\n")
        .flatMap((line, index) => (MONEY_MOVES.test(line) ? [`${file}:${index + 1} ${line}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it("the list would find them", () => {
    for (const line of [
      "await ccxt.withdraw(code, amount, address)",
      "exchange.transfer(asset, amount, from, to)",
      'call("/api/1/send", {})',
      "`/sapi/v1/capital/withdraw/apply`",
      'path: "wallet/crypto/BTC/withdraw"',
    ])
      expect([line, MONEY_MOVES.test(line)]).toEqual([line, true]);
    expect("privatePostWithdraw".match(REQUEST)?.[0]).toBe("privatePostWithdraw");
    expect("sapiPostCapitalWithdrawApply".match(REQUEST)?.[0]).toBe("sapiPostCapitalWithdrawApply");
  });
});

describe("ccxt", () => {
  it("is loaded by one file, when it is needed", () => {
    const loads = sources()
      .filter(({ text }) =>
        /(?:import|require)\(\s*["']ccxt["']\s*\)|^import (?!type )[^;]*from ["']ccxt/m.test(text),
      )
      .map(({ file }) => file);
    expect(loads).toEqual(["server/exchange/ccxt/load-ccxt.ts"]);
  });
});
