import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { OpenOrder, VenueAccount } from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";
import { type Decimal, toText } from "@/server/kernel/money";
import { failpoint } from "@/server/platform/failpoint";
import { type AssetLine, compareBalances, foreignOrders, foreignTrades } from "../core/compare-account";
import type { OwnTest } from "../core/own-tests";
import { type PlannedLine, planLine } from "../core/plan-line";
import type { TradingRuntime } from "../runtime";
import { findKnownIds } from "../store/orders";
import { bookTests, withoutTests } from "./own-tests";
import {
  type ExternalRow,
  type Foreign,
  findLines,
  findOwnOrders,
  findTradedSymbols,
  type OwnOrder,
  type StoredLine,
  saveForeign,
  saveLines,
} from "./store";

/** Trades are listed again from so long before the last look: they may be shown late. Market clock. */
const OVERLAP_MS = 15 * 60_000;
/** Markets of that long ago are still looked at. Market clock. */
const MARKETS_MS = 7 * 86_400_000;
/** An order that was given up may still trade that long. Wall clock. */
const LATE_MS = 10 * 60_000;

/**
 * Compares an account with its venue: balances, open orders, and what it traded since the last look. What nobody here wrote
 * is written down as external, and a balance that moved by hand holds the entries of its asset, until the owner
 * acknowledges it; nothing is booked by it. Answers the lines, and the foreign orders that are open now.
 *
 * A call that fails throws, and nothing is written: no answer is no difference.
 */
export async function recordAccount(
  runtime: TradingRuntime,
  account: VenueAccount,
  held: ReadonlyMap<string, Decimal>,
): Promise<{ readonly lines: readonly AssetLine[]; readonly open: readonly OpenOrder[] }> {
  const port = runtime.portOf(account.venue);
  const told = compareBalances(held, await port.listBalances(account));
  const listed = await port.listOpenOrders(account, null);
  // read after the list: what an order test may send is written down before it is sent
  const tests = (await runtime.testsOf?.(account)) ?? [];
  const known = await findKnownIds(listed.map(({ clientOrderId }) => clientOrderId));
  const orders = foreignOrders(listed, new Set([...known, ...testIds(tests)]));
  const before = await findLines(account);
  const extra = orders.map(({ symbol }) => symbol);
  const { trades, ours } = await listForeignTrades(runtime, account, { before, extra, tests });
  const memory = new Map(before.map((line) => [line.asset, line]));
  const lines = await bookTests(runtime, account, told, { tests, memory });
  const foreign: readonly Foreign[] = [
    ...orders.map((order) => ({ kind: "order", order }) as const),
    ...trades.map((trade) => ({ kind: "trade", trade }) as const),
  ];
  failpoint("reconcile.compared");
  await write(runtime, account, { planned: planLines(runtime, lines, memory, { ours, tests }), foreign });
  return { lines, open: orders };
}

const testIds = (tests: readonly OwnTest[]): readonly string[] =>
  tests.flatMap(({ orders }) => orders.map(({ clientOrderId }) => clientOrderId));

type Before = {
  readonly before: readonly StoredLine[];
  readonly extra: readonly string[];
  readonly tests: readonly OwnTest[];
};

async function listForeignTrades(
  runtime: TradingRuntime,
  account: VenueAccount,
  { before, extra, tests }: Before,
) {
  const { clocks, portOf } = runtime;
  const symbols = await findTradedSymbols(account, back(clocks.market(), MARKETS_MS));
  const last = before.reduce((newest, { comparedMarketAt }) => Math.max(newest, comparedMarketAt), 0);
  const asked = [...new Set([...symbols, ...extra])];
  // what was traded before anybody looked was put in with the account
  const told =
    last === 0 || asked.length === 0
      ? []
      : await portOf(account.venue).listTrades(account, asked, back(marketMs(last), OVERLAP_MS));
  const ids = told.map(({ venueOrderId }) => venueOrderId);
  const ours = await findOwnOrders(account, ids, plusMs(clocks.wall(), -LATE_MS));
  const since = before.reduce((first, { sinceMarketAt }) => Math.min(first, sinceMarketAt), last);
  const foreign = foreignTrades(told, ours, clocks.market()).filter(({ at }) => at >= since);
  return { trades: await withoutTests(runtime, account, foreign, tests), ours };
}

const back = (at: MarketMs, ms: number): MarketMs => marketMs(Math.max(at - ms, 0));

function planLines(
  { clocks }: TradingRuntime,
  lines: readonly AssetLine[],
  memory: ReadonlyMap<string, StoredLine>,
  { ours, tests }: { readonly ours: readonly OwnOrder[]; readonly tests: readonly OwnTest[] },
): readonly PlannedLine[] {
  // a stop that rests moves nothing for weeks
  const working = ours.filter(
    ({ status, type }) => AT_WORK.has(status) && !(type === "stop" && status === "ack"),
  );
  const testing = tests.filter(({ isOver }) => !isOver).flatMap(({ symbol }) => symbol.split("/"));
  const busy = new Set([...working.flatMap(({ base, quote }) => [base, quote]), ...testing]);
  const now = clocks.wall();
  return lines.map((line) =>
    planLine(line, memory.get(line.asset) ?? null, { now, isBusy: busy.has(line.asset) }),
  );
}
const AT_WORK = new Set<string>(["sent", "unknown", "ack", "partial"]);

type News = { readonly planned: readonly PlannedLine[]; readonly foreign: readonly Foreign[] };

async function write(
  runtime: TradingRuntime,
  account: VenueAccount,
  { planned, foreign }: News,
): Promise<void> {
  const { userId, book, venue } = account;
  const ctx = jobContext(runtime.clocks, userId, "reconciliation", `${book}:${venue}`);
  const turned = planned.filter(({ turns }) => turns !== null);
  await commit<readonly ExternalRow[]>(ctx, {
    action: "account.differs",
    subject: `${book}:${venue}`,
    reason: (found) => [...turned.map(lineWords), ...found.map(foreignWords)].join("; ").slice(0, WORDS_MAX),
    detail: (found) => ({
      lines: turned.map(({ asset, ours, theirs, turns }) => ({
        asset,
        ours: toText(ours),
        theirs: toText(theirs),
        turns: turns ?? "",
      })),
      external: found.slice(0, TOLD_MAX).map(({ kind, venueRef, symbol }) => ({ kind, venueRef, symbol })),
    }),
    events: [{ name: "account/differs", data: { book, venue } }],
    write: async (tx) => {
      await saveLines(tx, account, planned, ctx);
      return saveForeign(tx, account, foreign, ctx);
    },
    unchanged: (found) => found.length === 0 && turned.length === 0,
  });
}
const WORDS_MAX = 500;
const TOLD_MAX = 50;

const lineWords = ({ asset, difference, turns }: PlannedLine): string =>
  turns === "released"
    ? `${asset} adds up again`
    : `${toText(difference.abs())} ${asset} ${difference.gt(0) ? "more" : "less"} at the venue than in the books: entries in it are held`;

const foreignWords = ({ kind, venueRef, symbol, amount }: ExternalRow): string =>
  kind === "order"
    ? `an order in ${symbol} that nobody here wrote (${venueRef})`
    : `a trade of ${toText(amount)} in ${symbol} that nobody here wrote (${venueRef})`;
