import { toNormal, uniformStream } from "@/server/market/core/simulation/seeded-random";
import { promotionDays } from "./promotion-day";

/** What a bot's trades are drawn from: net returns of a position, fractions. */
export type TradeKind =
  | {
      readonly kind: "gaussian";
      readonly mean: number;
      readonly deviation: number;
      readonly stopWidth: number;
    }
  /** small wins and rare losses that add up to nothing; its stop is as wide as its loss */
  | { readonly kind: "skewed"; readonly win: number; readonly loss: number };

/** Of so many bots, the share promoted by a night, by gates and evidence and by the gates alone. */
export type PolicyRates = { readonly evidence: number; readonly classic: number };

export type PolicyTrial = {
  readonly trades: TradeKind;
  readonly bots: number;
  /** looked at every night from the seventh to this one */
  readonly days: number;
  readonly seed: number;
};

const TRADES_A_DAY = 8;
const SEEDS_APART = 7_919;

/** Lets both policies look at bots whose edge is known. The same seed gives the same rates. */
export function tryPolicies({ trades, bots, days, seed }: PolicyTrial): PolicyRates {
  const stopWidth = trades.kind === "skewed" ? trades.loss : trades.stopWidth;
  let [evidence, classic] = [0, 0];
  for (let bot = 0; bot < bots; bot++) {
    const draw = drawing(trades, seed * SEEDS_APART + bot);
    const returns = Array.from({ length: days * TRADES_A_DAY }, draw);
    const { promotedDay, classicDay } = promotionDays({ returns, tradesPerDay: TRADES_A_DAY, stopWidth });
    if (promotedDay !== null) evidence += 1;
    if (classicDay !== null) classic += 1;
  }
  return { evidence: evidence / bots, classic: classic / bots };
}

function drawing(trades: TradeKind, seed: number): () => number {
  const uniform = uniformStream(seed);
  if (trades.kind === "gaussian")
    return () => trades.mean + trades.deviation * toNormal(Math.floor(uniform() * 2 ** 32));
  const { win, loss } = trades;
  const lossShare = win / (win + loss);
  return () => (uniform() < lossShare ? -loss : win);
}

/** The trials that the policies are known by: no edge, an edge, and grids' way of having none. */
export const promotionTrials = {
  zeroEdge: { trades: gaussian(0), days: 30 },
  skew045: { trades: { kind: "skewed", win: 0.005, loss: 0.045 }, days: 30 },
  skew095: { trades: { kind: "skewed", win: 0.005, loss: 0.095 }, days: 30 },
  skew245: { trades: { kind: "skewed", win: 0.005, loss: 0.245 }, days: 30 },
  edge025: { trades: gaussian(0.0025), days: 30 },
  edge040: { trades: gaussian(0.004), days: 14 },
  edge040Week: { trades: gaussian(0.004), days: 7 },
} as const satisfies Record<string, { trades: TradeKind; days: number }>;

function gaussian(mean: number): TradeKind {
  return { kind: "gaussian", mean, deviation: 0.01, stopWidth: 0.04 };
}

export type TrialName = keyof typeof promotionTrials;
