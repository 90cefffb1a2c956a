"use client";
import type { BotTileView, TotalView } from "@/server/portfolio/core/live-view";
import { useLive } from "../live/live-provider";
import { sumTexts } from "../ui/decimal-text";
import { dustPart } from "../ui/dust-part";
import { SUMS, SumLine } from "../ui/sum-line";

const NONE: readonly BotTileView[] = [];

/** How the equity of a currency comes about: from what was put in and made, and from whom it belongs to. */
export function BookSums({ total }: { readonly total: TotalView }) {
  const bots = useLive((state) => state.view?.bots ?? NONE);
  const { currency, equity, funded, realised, unrealised, dustCost, dustValue, idle } = total;
  if (dustCost === undefined || dustValue === undefined || idle === undefined) return null;
  const own = bots.filter((bot) => bot.currency === currency);
  const made = [
    { name: "Funded", amount: funded },
    { name: "realised", amount: realised },
    { name: "unrealised", amount: unrealised },
    ...dustPart({ dustCost, dustValue }, currency),
  ];
  const held = [
    {
      name: own.length === 1 ? "1 bot" : `${own.length} bots`,
      amount: sumTexts(own.map((bot) => bot.equity)),
    },
    { name: "idle", amount: idle, note: "no bot has it" },
  ];
  const whole = { name: "equity", amount: equity };
  return (
    <div className={SUMS}>
      <SumLine parts={made} total={whole} currency={currency} />
      <SumLine parts={held} total={whole} currency={currency} />
    </div>
  );
}
