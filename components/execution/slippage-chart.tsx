"use client";
import { ChartColumn } from "lucide-react";
import { type ExecutionRow, SLIPPAGE_BOUNDS } from "@/server/history/core/execution-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { bookNames } from "../shared/book-names";
import { formatBps } from "../shared/execution-figures";
import { cn } from "../ui/cn";
import { formatCount, formatShare, MINUS } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";

type Props = { readonly rows: readonly ExecutionRow[] };

/** How slippage is spread, one small chart a row of the table: books and currencies are never drawn together. */
export function SlippageChart({ rows }: Props) {
  const filled = rows.filter((row) => row.filled > 0);
  return (
    <Panel title="Slippage" asOf="orders by basis points against the price decided on; to the right is worse">
      {filled.length === 0 ? (
        <PanelEmpty icon={ChartColumn} title="No fills in this period">
          As soon as an order fills, how far its price was from the one it was decided on stands here.
        </PanelEmpty>
      ) : (
        <div
          className={cn(
            PANEL_BODY,
            "grid grid-cols-[repeat(auto-fill,minmax(min(100%,260px),1fr))] gap-x-6 gap-y-4 pt-1",
          )}
        >
          {filled.map((row) => (
            <Spread key={`${row.book} ${row.exchange} ${row.quote}`} row={row} />
          ))}
        </div>
      )}
    </Panel>
  );
}

const signed = (bps: number): string => (bps < 0 ? `${MINUS}${-bps}` : `${bps}`);

/** What a bucket holds, in words: "from −1 to 1 bp". */
function bucketWords(at: number): string {
  const [from, to] = [SLIPPAGE_BOUNDS[at - 1], SLIPPAGE_BOUNDS[at]];
  if (from === undefined) return `below ${signed(to ?? 0)} bp`;
  return to === undefined ? `${signed(from)} bp and more` : `from ${signed(from)} to ${signed(to)} bp`;
}

function Spread({ row }: { readonly row: ExecutionRow }) {
  const { exchange, quote, book, slippageCounts, slippageBps, filled } = row;
  const most = Math.max(...slippageCounts, 1);
  const words = slippageCounts
    .map((count, at) => (count === 0 ? null : `${count} ${bucketWords(at)}`))
    .filter((each) => each !== null)
    .join(", ");
  const name = `${exchangeLabel(exchange)} ${quote} ${bookNames[book].toLowerCase()}`;
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex justify-between gap-2 text-small">
        <span className="text-text">{name}</span>
        <span className="text-text-3">median {formatBps(slippageBps.median)}</span>
      </figcaption>
      <div role="img" aria-label={`Slippage at ${name}: ${words}.`}>
        <div className="flex h-20 items-end gap-px border-b border-line-strong">
          {slippageCounts.map((count, at) => (
            <span
              key={bucketWords(at)}
              className="flex-1 bg-accent forced-colors:bg-[CanvasText]"
              style={{ height: count === 0 ? "0" : `max(2px, ${(count / most) * 100}%)` }}
              title={`${formatCount(count)} of ${formatCount(filled)} (${formatShare(count, filled)}) ${bucketWords(at)}`}
            />
          ))}
        </div>
        <div className="relative h-4 text-micro text-text-3">
          {SLIPPAGE_BOUNDS.map((bound, at) => (
            <span
              key={bound}
              className="absolute -translate-x-1/2"
              style={{ left: `${((at + 1) / (SLIPPAGE_BOUNDS.length + 1)) * 100}%` }}
            >
              {signed(bound)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}
