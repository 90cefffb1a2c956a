import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import type { RateView } from "@/server/portfolio/core/display-view";
import { formatReading } from "../ui/format-number";
import { formatAge } from "../ui/format-time";

type Told = {
  readonly display: string;
  readonly kind: MarketKind;
  /** age in ms of an instant the server wrote */
  readonly ageOf: (wallAt: string) => number;
};

const PRICES: { readonly [kind in MarketKind]: string } = {
  live: "live prices",
  recorded: "recorded prices",
  simulated: "simulated prices",
};

/** What a rate is and where it is from: "1 USDT = 17.35 ZAR by live prices: USDT/ZAR at VALR, mid 17.35, 3 s old". */
export function rateWords(
  { currency, rate, missing, legs }: RateView,
  { display, kind, ageOf }: Told,
): string {
  if (missing !== null) return missing;
  if (rate === null || legs.length === 0) return `It is held in ${currency}.`;
  const ways = legs.map((leg) => {
    const market = `${leg.symbol} at ${exchangeLabel(leg.exchange)}`;
    return `${market}, mid ${formatReading(leg.price)}, ${formatAge(ageOf(leg.tickWallAt))} old`;
  });
  return `1 ${currency} = ${formatReading(rate)} ${display} by ${PRICES[kind]}: ${ways.join("; ")}`;
}
