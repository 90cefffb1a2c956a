import type { BotTileView } from "@/server/portfolio/core/live-view";
import { signOf } from "../ui/decimal-text";
import { dustPart } from "../ui/dust-part";
import { formatAmount } from "../ui/format-number";
import { SUMS, SumLine } from "../ui/sum-line";

/** How a bot's equity comes about from its capital. Nothing before the worker has published it. */
export function BotSums({ tile }: { readonly tile: BotTileView | null }) {
  if (!tile?.record) return null;
  const { currency, equity, record, symbol } = tile;
  const { capital, advanced, realised, unrealised, dust } = record;
  const [base = ""] = symbol.split("/");
  const parts = [
    { name: "Capital", amount: capital },
    ...(signOf(advanced) === 0 ? [] : [{ name: "from the pool", amount: advanced }]),
    { name: "realised", amount: realised },
    { name: "unrealised", amount: unrealised },
    ...dustPart(record, currency, `${formatAmount(dust)} ${base}`),
  ];
  return (
    <div className={SUMS}>
      <SumLine parts={parts} total={{ name: "equity", amount: equity }} currency={currency} />
    </div>
  );
}
