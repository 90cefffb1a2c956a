"use client";
import { Check } from "lucide-react";
import type { LiveView, PositionView, TotalView } from "@/server/portfolio/core/live-view";
import { AsOf } from "../live/as-of";
import { useTotal } from "../live/currency-choice";
import { type LateFeed, oldestFor } from "../live/feed-age";
import { useLive } from "../live/live-provider";
import { useFreshness } from "../live/use-freshness";
import { useLateFeeds } from "../live/use-late-feeds";
import { useNow } from "../live/use-now";
import { bookNames } from "../shared/book-names";
import { negative, toScaled } from "../ui/decimal-text";
import { Figure } from "../ui/figure";
import { formatCount, formatMoney, formatPercent, formatShare, UNKNOWN } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Kpi, kpisStyles } from "../ui/kpi";
import { ProfitLoss, ReturnRatio } from "../ui/profit-loss";
import { BookSums } from "./book-sums";
import { CurrencySwitch } from "./currency-switch";
import { DisplayTotal } from "./display-total";

/** The seven figures of a book in one currency, each with what it is based on. */
export function KpiStrip() {
  const { total } = useTotal();
  const book = useLive((state) => state.view?.book ?? "demo");
  const positions = useLive((state) => state.view?.positions ?? NONE);
  const { freshness } = useFreshness();
  const held = positions.filter((each) => each.quote === total?.currency);
  const late = oldestFor(useLateFeeds(), held);
  return (
    <section
      aria-label="Key figures"
      data-gone={freshness === "dead" || undefined}
      className="data-gone:text-dead"
    >
      <DisplayTotal />
      <CurrencySwitch />
      <dl className={kpisStyles({ columns: "hero" })}>
        {total ? (
          <KnownFigures total={total} book={book} held={held.length} late={late} />
        ) : (
          <UnknownFigures book={book} />
        )}
      </dl>
      {total ? <BookSums total={total} /> : null}
    </section>
  );
}

const NONE: readonly PositionView[] = [];

type KnownProps = {
  readonly total: TotalView;
  readonly book: LiveView["book"];
  readonly held: number;
  /** a price of what is held that is not of now */
  readonly late: LateFeed | null;
};

function KnownFigures({ total, book, held, late }: KnownProps) {
  const { currency } = total;
  const money = (amount: string) => (
    <Figure full={`${amount} ${currency}`}>{formatMoney(amount, currency)}</Figure>
  );
  return (
    <>
      <Kpi
        size="hero"
        label={`${bookNames[book]} equity`}
        figure={money(total.equity)}
        value={total.equity}
        basis={
          <>
            <ReturnRatio ratio={total.returnRatio} />
            <AsOf late={late} />
          </>
        }
      />
      <Kpi
        label="Today"
        figure={<ProfitLoss amount={total.today} currency={currency} />}
        value={total.today}
        basis={
          <>
            <ReturnRatio ratio={total.todayRatio} />
            <AsOf late={late} />
          </>
        }
      />
      <Kpi
        label="Realised, net of fees"
        figure={<ProfitLoss amount={total.realised} currency={currency} />}
        value={total.realised}
        basis={<Reconciled total={total} />}
      />
      <Kpi
        label="Unrealised"
        figure={<ProfitLoss amount={total.unrealised} currency={currency} />}
        value={total.unrealised}
        basis={
          <>
            <span>{held === 1 ? "1 position" : `${formatCount(held)} positions`}</span>
            <AsOf short late={late} />
          </>
        }
      />
      <KnownRatios total={total} />
    </>
  );
}

function KnownRatios({ total }: { readonly total: TotalView }) {
  return (
    <>
      <Kpi
        label="Drawdown"
        figure={<ReturnRatio ratio={negative(total.drawdownRatio)} />}
        value={total.drawdownRatio}
        basis={
          <>
            <span>max {formatPercent(negative(total.maxDrawdownRatio))}</span>
            <AsOf short />
          </>
        }
      />
      <Kpi
        label="Wins"
        figure={<span>{formatShare(total.wins, total.closedTrades)}</span>}
        value={`${total.wins}/${total.closedTrades}`}
        basis={
          <>
            <span>
              {formatCount(total.wins)} of {formatCount(total.closedTrades)} closed
            </span>
            <AsOf short />
          </>
        }
      />
      <Kpi
        label="Fees paid"
        figure={
          <Figure full={`${total.fees} ${total.currency}`}>{formatMoney(total.fees, total.currency)}</Figure>
        }
        value={total.fees}
        basis={
          <>
            <span>{feeShare(total)}</span>
            <AsOf short />
          </>
        }
      />
    </>
  );
}

function Reconciled({ total }: { readonly total: TotalView }) {
  const now = useNow();
  if (total.reconciledWallAt === null || total.ledgerDifference === null)
    return <span>not reconciled yet</span>;
  const difference = toScaled(total.ledgerDifference);
  if (difference === 0n) {
    return (
      <span className="inline-flex items-center gap-1">
        <Check size={11} aria-hidden="true" />
        {now > 0 ? `reconciled ${formatAge(now - Date.parse(total.reconciledWallAt))} ago` : "reconciled"}
      </span>
    );
  }
  return <span className="text-warn">ledger differs by {total.ledgerDifference}</span>;
}

const LABELS = ["Today", "Realised, net of fees", "Unrealised", "Drawdown", "Wins", "Fees paid"];

function UnknownFigures({ book }: { readonly book: LiveView["book"] }) {
  return [`${bookNames[book]} equity`, ...LABELS].map((label, at) => (
    <Kpi
      key={label}
      size={at === 0 ? "hero" : "fluid"}
      label={label}
      figure={UNKNOWN}
      value={null}
      basis={<span>no figures yet</span>}
    />
  ));
}

function feeShare(total: TotalView): string {
  const fees = toScaled(total.fees);
  const turnover = toScaled(total.turnover);
  if (fees === null || turnover === null || turnover <= 0n) return "no turnover yet";
  const share = (Number((fees * 1_000_000n) / turnover) / 1_000_000).toFixed(6);
  return `${formatPercent(share, { signed: false })} of turnover`;
}
