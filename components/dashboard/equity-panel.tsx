"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { LineChart } from "lucide-react";
import { useMemo, useState } from "react";
import type { EquityPointView, TotalView } from "@/server/portfolio/core/live-view";
import { EquityChart } from "../charts/equity-chart";
import { EquityKeys } from "../charts/equity-keys";
import { EquityTable } from "../charts/equity-table";
import { AsOf } from "../live/as-of";
import { useTotal } from "../live/currency-choice";
import { useLive } from "../live/live-provider";
import { useFreshness } from "../live/use-freshness";
import { useTRPC } from "../trpc/client";
import { negative } from "../ui/decimal-text";
import { formatMoney, formatPercent } from "../ui/format-number";
import { formatDay } from "../ui/format-time";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";
import { useZone } from "../ui/zone";

type Range = "1d" | "7d" | "all";

const RANGES = [
  { value: "1d", label: "1 d" },
  { value: "7d", label: "7 d" },
  { value: "all", label: "All" },
] as const;
const VIEWS = [
  { value: "chart", label: "Chart" },
  { value: "table", label: "Table" },
] as const;
const READ_AGAIN_MS = 20_000;
const FIRST_CURRENCY = "ZAR";

/** The equity curve of one currency, as a chart or as a table, its newest point ticking. */
export function EquityPanel() {
  const trpc = useTRPC();
  const zone = useZone();
  const { total } = useTotal();
  const [range, setRange] = useState<Range>("all");
  const [view, setView] = useState<"chart" | "table">("chart");
  const { freshness } = useFreshness();
  const currency = total?.currency ?? FIRST_CURRENCY;
  const { data } = useQuery({
    ...trpc.dashboard.equity.queryOptions({ currency, range }),
    enabled: total !== null,
    refetchInterval: READ_AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  const points = useTickingPoints(data?.points, total);
  return (
    <Panel
      title="Equity"
      age={freshness}
      asOf={
        <>
          {currency}
          {points[0] ? `, since ${formatDay(points[0].marketAt, zone)}` : ""} · <AsOf />
        </>
      }
      actions={
        <>
          <EquityKeys />
          <Segmented label="View" options={VIEWS} value={view} onChange={setView} />
          <Segmented label="Range" options={RANGES} value={range} onChange={setRange} />
        </>
      }
    >
      <EquityBody points={points} total={total} range={range} view={view} loading={data === undefined} />
    </Panel>
  );
}

type BodyProps = {
  readonly points: readonly EquityPointView[];
  readonly total: TotalView | null;
  readonly range: Range;
  readonly view: "chart" | "table";
  readonly loading: boolean;
};

function EquityBody({ points, total, range, view, loading }: BodyProps) {
  if (total && loading) return <PanelLoading rows={5} label="Equity" />;
  if (!total || points.length < 2) {
    return (
      <PanelEmpty icon={LineChart} title="No curve yet">
        The first points come within a minute of the first figures. Equity is cash and positions at their last
        price.
      </PanelEmpty>
    );
  }
  const { currency } = total;
  return (
    <div className={PANEL_BODY}>
      {view === "table" ? (
        <EquityTable points={points} currency={currency} />
      ) : (
        <EquityChart
          points={points}
          currency={currency}
          base={range === "all" ? total.funded : null}
          deepest={range === "all" ? negative(total.maxDrawdownRatio) : null}
          sentence={sentenceOf(points, total)}
        />
      )}
    </div>
  );
}

const NONE: readonly EquityPointView[] = [];

/** The recorded points and, after them, the equity of this second. */
function useTickingPoints(points: readonly EquityPointView[] | undefined, total: TotalView | null) {
  const marketAt = useLive((state) => state.view?.marketAt ?? null);
  const wallAt = useLive((state) => state.view?.wallAt ?? null);
  return useMemo(() => {
    const recorded = points ?? NONE;
    const last = recorded.at(-1);
    if (!total || marketAt === null || wallAt === null) return recorded;
    if (last && Date.parse(last.marketAt) >= Date.parse(marketAt)) return recorded;
    return [...recorded, { wallAt, marketAt, equity: total.equity, buyAndHold: last?.buyAndHold ?? null }];
  }, [points, total, marketAt, wallAt]);
}

function sentenceOf(points: readonly EquityPointView[], total: TotalView): string {
  const last = points.at(-1);
  const against = last?.buyAndHold
    ? `; doing nothing would give ${formatMoney(last.buyAndHold, total.currency)}`
    : "";
  return (
    `Equity in ${total.currency}: ${formatMoney(total.equity, total.currency)} now, ` +
    `${formatPercent(total.returnRatio)} since funding${against}. ` +
    `Deepest drawdown ${formatPercent(total.maxDrawdownRatio, { signed: false })}.`
  );
}
