import type { BotTally } from "@/server/history/core/bot-tally";
import { marketMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import type { ReportFacts } from "../core/build-report";
import { periodOf } from "../core/report-period";

export const NO_ALERTS = { critical: 0, high: 0, medium: 0, low: 0, worst: [] };

export const tally = (botId: string, realised: string, more: Partial<BotTally> = {}): BotTally => ({
  botId,
  currency: "USDT",
  realised: toDecimal(realised),
  fees: toDecimal("0.5"),
  fills: 2,
  closed: 1,
  wins: toDecimal(realised).gt(0) ? 1 : 0,
  ...more,
});

const bot = (name: string, capital = "200") => ({ name, capital: toDecimal(capital) });

/** A day of a paper book with two currencies; what a test is about is named. */
export function sampleFacts(more: Partial<ReportFacts> = {}): ReportFacts {
  const period = periodOf("daily", "2026-11-30", "Africa/Johannesburg");
  const at = (hour: number) => new Date(marketMs(period.from + hour * 3_600_000)).toISOString();
  return {
    book: "paper",
    period,
    currencies: [
      {
        currency: "USDT",
        equityStart: toDecimal("1000"),
        equityEnd: toDecimal("1112.34"),
        funded: toDecimal("100"),
        curve: [
          { at: at(0), equity: "1000" },
          { at: at(9), equity: "990.5" },
          { at: at(23), equity: "1112.34" },
        ],
      },
      { currency: "ZAR", equityStart: null, equityEnd: toDecimal("5000"), funded: ZERO, curve: [] },
    ],
    tallies: [tally("zeus", "15.5"), tally("hera", "-3.16"), tally("gone", "0.01")],
    bots: new Map([
      ["zeus", bot("Zeus")],
      ["hera", bot("Hera")],
    ]),
    view: null,
    promotions: [],
    bodyguard: [],
    alerts: NO_ALERTS,
    ...more,
  };
}
