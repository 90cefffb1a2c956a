import { randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { Clocks } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import { openCredentials } from "@/server/vault/open/open-credentials";
import type { TestLine } from "../core/order-test";
import { withoutKeys } from "../core/without-keys";
import type { FullDialler } from "../dial";
import { findOpenTests, type OrderTestRow, saveTestStep } from "../store";
import { toSite } from "../to-site";
import { walkOrderTest } from "./walk-order-test";

const LEFT: TestLine = {
  words:
    "The trading process ended in the middle of the test. Look at the exchange's own page, and test again.",
  ok: false,
};

/**
 * Looks for order tests that were asked for and begins each once; to be called again and again. One that was left
 * running by a process that ended is not repeated: it is told to have failed.
 */
export function createOrderTester(dial: FullDialler, clocks: Clocks) {
  const mine = new Set<string>();
  return async (): Promise<{ readonly ended: Promise<void> }> => {
    const open = await findOpenTests();
    const due = open.filter(({ testId }) => !mine.has(testId));
    for (const { testId } of due) mine.add(testId);
    const tests = due.map((test) =>
      test.status === "asked" ? run(test, dial, clocks) : leave(test, clocks),
    );
    return { ended: Promise.all(tests).then(() => undefined) };
  };
}

async function run(test: OrderTestRow, dial: FullDialler, clocks: Clocks): Promise<void> {
  const ids = { rest: randomUUID(), buy: randomUUID(), sell: randomUUID() };
  // what may be sent is known before it is
  const begun = await step(test, clocks, "asked", { status: "running", orderIds: Object.values(ids) });
  if (!begun.ok) return;
  const lines: TestLine[] = [];
  const passed = await walk(test, ids, dial, (line) => lines.push(line));
  const ended = { status: passed ? "passed" : "failed", lines, endedAt: clocks.wall() } as const;
  await step(test, clocks, "running", ended);
}

const leave = (test: OrderTestRow, clocks: Clocks) =>
  step(test, clocks, "running", { status: "failed", lines: [...test.lines, LEFT], endedAt: clocks.wall() });

async function walk(
  test: OrderTestRow,
  ids: Parameters<typeof walkOrderTest>[0]["ids"],
  dial: FullDialler,
  note: (line: TestLine) => void,
): Promise<boolean> {
  const { userId, exchange, symbol, trades } = test;
  const site = toSite(exchange, test.site);
  const opened = await openCredentials(userId, exchange, test.site);
  if (!site || !opened.ok) {
    const words = opened.ok ? "No simulator of this exchange runs here now." : opened.refusal.message;
    note({ words, ok: false });
    return false;
  }
  const credentials = opened.value;
  const noteSafely = ({ words, ok }: TestLine) =>
    note({ words: ok ? words : withoutKeys(words, credentials), ok });
  try {
    const prices = await dial.openMarketData(exchange, { site });
    const account = await dial.openAccount(exchange, { site, credentials });
    try {
      const book = site.kind === "simulator" ? "practice" : "live";
      return await walkOrderTest({
        userId,
        book,
        exchange,
        symbol,
        trades,
        ids,
        prices,
        account,
        note: noteSafely,
      });
    } finally {
      await account.close();
      await prices.close();
    }
  } catch (error) {
    noteSafely({
      words: error instanceof Fault ? error.message : "The exchange could not be reached.",
      ok: false,
    });
    return false;
  } finally {
    credentials.forget();
  }
}

function step(
  test: OrderTestRow,
  clocks: Clocks,
  from: Parameters<typeof saveTestStep>[2],
  to: Parameters<typeof saveTestStep>[3],
) {
  const { testId, userId, exchange, site } = test;
  return commit(jobContext(clocks, userId, "order-test", testId), {
    action: `orderTest.${to.status}`,
    subject: testId,
    reason: `the order test at ${exchangeLabel(exchange)} is ${to.status}`,
    detail: { exchange, site, orderIds: to.orderIds ?? test.orderIds, lines: to.lines ?? [] },
    events: [{ name: "exchange/changed", data: { exchange, site, status: to.status } }],
    write: (tx) => saveTestStep(tx, testId, from, to),
  });
}
