import type { DecisionDetailView } from "@/server/decisions/core/decision-view";
import { type Book, tradesAtExchange } from "@/server/kernel/book";
import { marketMs, toDate } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { accept, invariant, type Result, refuse } from "@/server/kernel/result";
import { readBotNames } from "../bot-names";
import { printAmount, printMoney, printPercent, printPrice } from "../print-figure";
import { readOutcome } from "../read-outcome";
import { type RecordedInputs, readInputs } from "./read-inputs";
import { type DecisionRecord, findDecisionOrder, findDecisionRecord } from "./store";
import { toDecision } from "./to-decision";

/**
 * One decision, whole: what it read, what each source said, which rules it passed, what became of it.
 * Refuses with `not_found`, also for a decision that is somebody else's.
 */
export async function showDecision(q: {
  readonly userId: string;
  readonly decisionId: string;
}): Promise<Result<DecisionDetailView>> {
  const record = await findDecisionRecord(q.decisionId, q.userId);
  if (!record) return refuseUnknownDecision();
  const [order, nameOf] = await Promise.all([
    findDecisionOrder(q.decisionId, q.userId),
    readBotNames(q.userId),
  ]);
  return accept({ ...toDetail(record, nameOf(record.botId)), order });
}

export const refuseUnknownDecision = (): Result<never> =>
  refuse("not_found", "There is no such decision. Look at the list of decisions.");

function toDetail(record: DecisionRecord, botName: string): Omit<DecisionDetailView, "order"> {
  const outcome = readOutcome(record.outcome);
  invariant(outcome, `decision ${record.decisionId} is recorded in a form that cannot be read`);
  const inputs = readInputs(record.inputs);
  const line = toDecision(record, botName);
  const { strategy, version, signals, indicators, checks } = outcome;
  return {
    ...line,
    strategy,
    version,
    signals,
    indicators,
    checks,
    inputs: [...foldedInputs(record), ...(inputs ? inputWords(inputs) : [])],
  };
}

/** What a row of folded skips stands for; the rest of the view is the last of them alone. */
function foldedInputs({ count, firstSlotAt, slotAt }: DecisionRecord): DecisionDetailView["inputs"] {
  if (count === 1 || firstSlotAt === null) return [];
  const [from, to] = [toDate(firstSlotAt).toISOString(), toDate(slotAt).toISOString()];
  return [{ name: "Stands for", value: `${count} skips of this reason, ${from} to ${to}; this is the last` }];
}

function inputWords(inputs: RecordedInputs): DecisionDetailView["inputs"] {
  const { candles, rules, entry, holding, mode } = { ...inputs, mode: inputs.entry.mode };
  const price = `${printPrice(toDecimal(inputs.price))} ${rules.quote}`;
  const money = (text: string) => printMoney(toDecimal(text), rules.quote);
  const share = (text: string) => printPercent(toDecimal(text));
  const onMode = tradesAtExchange(entry.book) ? mode.live : mode.paper;
  return [
    {
      name: "Candles",
      value: `${candles.count} closed ${candles.timeframe} of ${exchangeLabel(candles.exchange)}`,
    },
    { name: "Slot", value: toDate(marketMs(candles.slotAt)).toISOString() },
    { name: "Behind the slot", value: `${inputs.intervalsBehind} of ${inputs.staleIntervals} intervals` },
    { name: "Last close", value: price },
    { name: "Bot equity", value: money(inputs.equity) },
    { name: "Free to spend", value: money(entry.freeQuote) },
    {
      name: "Holding",
      value: holding ? `${printAmount(toDecimal(holding.sellable))} ${rules.base}` : "nothing",
    },
    { name: "Position size", value: `${share(entry.positionSize)}, cap ${share(entry.positionCap)}` },
    { name: "Stop", value: `${share(entry.stopRatio)} below entry` },
    { name: "Taker fee", value: share(rules.takerFee) },
    { name: "Bot", value: `${entry.botStatus}${entry.orderWorking ? ", an order in flight" : ""}` },
    { name: "Mode", value: modeWords({ ...mode, on: onMode, book: entry.book }) },
    { name: "Parameters", value: paramWords(inputs.params) },
  ];
}

function modeWords(mode: { halted: boolean; entriesStopped: boolean; on: boolean; book: Book }): string {
  if (mode.halted) return "halted";
  if (mode.entriesStopped) return "entries stopped";
  return `${mode.book} ${mode.on ? "on" : "off"}`;
}

const paramWords = (params: { readonly [name: string]: unknown }): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ") || "the strategy's own";
