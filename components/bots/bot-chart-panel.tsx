"use client";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { CandlestickChart, Table2 } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { BotView } from "@/server/bots/core/bot";
import type { ChartView } from "@/server/history/core/chart-view";
import type { Timeframe } from "@/server/market/core/candle";
import type { FeedView } from "@/server/market/core/feed-view";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { CandleChart } from "../charts/candle-chart";
import type { CandleRow } from "../charts/candle-rows";
import { CandleTable } from "../charts/candle-table";
import { ChartKey } from "../charts/chart-key";
import { AsOf } from "../live/as-of";
import { oldestFor } from "../live/feed-age";
import { useLive } from "../live/live-provider";
import { useFreshness } from "../live/use-freshness";
import { useLateFeeds } from "../live/use-late-feeds";
import { type LevelKind, useSetLevel } from "../shared/exit-levels/use-set-level";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { formatPrice } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";
import { tellFault } from "../ui/toasts";
import { CANDLES_SHOWN } from "./candles-shown";
import { toChartParts, toStillParts } from "./chart-parts";
import { useFormingCandle } from "./use-forming-candle";

type BotChartPanelProps = { readonly bot: BotView; readonly position: PositionView | null };

const READ_AGAIN_MS = 30_000;
const NO_FEEDS: readonly FeedView[] = [];

/** The bot's market with its trades, the time it held something and its levels; the newest candle follows the ticks. */
export function BotChartPanel({ bot, position }: BotChartPanelProps) {
  const trpc = useTRPC();
  const [timeframe, setTimeframe] = useState<Timeframe | null>(null);
  const [view, setView] = useState<"chart" | "table">("chart");
  const [pointed, setPointed] = useState<CandleRow | null>(null);
  const { freshness } = useFreshness();
  const late = oldestFor(useLateFeeds(), [bot]);
  const { data: chart } = useQuery({
    ...trpc.bots.candles.queryOptions({
      bot: bot.botId,
      limit: CANDLES_SHOWN,
      ...(timeframe ? { timeframe } : {}),
    }),
    refetchInterval: READ_AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  const onPoint = useCallback((row: CandleRow | null) => setPointed(row), []);
  return (
    <Panel
      title={bot.symbol}
      age={freshness}
      asOf={
        <>
          {chart ? <Ohlc chart={chart} pointed={pointed} /> : "loading"}
          <AsOf late={late} />
        </>
      }
      actions={
        <>
          <ChartKey className="max-tablet:hidden">hollow = up, filled = down, shaded = in position</ChartKey>
          <Button
            size="icon"
            aria-label="Candles as a table"
            title="Candles as a table"
            aria-pressed={view === "table"}
            onClick={() => setView(view === "table" ? "chart" : "table")}
          >
            <Table2 size={15} aria-hidden="true" />
          </Button>
          {chart ? (
            <Segmented
              label="Candles"
              options={chart.timeframes.map((value) => ({ value, label: value }))}
              value={chart.timeframe}
              onChange={(value) => setTimeframe(value as Timeframe)}
            />
          ) : null}
        </>
      }
    >
      {!chart ? (
        <PanelLoading rows={9} label="Candles" />
      ) : chart.candles.length === 0 ? (
        <PanelEmpty icon={CandlestickChart} title="No candles yet">
          The first {chart.timeframe} candles of {chart.symbol} are stored as they close.
        </PanelEmpty>
      ) : (
        <Body bot={bot} chart={chart} position={position} view={view} onPoint={onPoint} />
      )}
    </Panel>
  );
}

type BodyProps = BotChartPanelProps & {
  readonly chart: ChartView;
  readonly view: "chart" | "table";
  readonly onPoint: (row: CandleRow | null) => void;
};

function Body({ bot, chart, position, view, onPoint }: BodyProps) {
  const feeds = useLive((state) => state.view?.feeds ?? NO_FEEDS);
  const feed = feeds.find((each) => each.exchange === bot.exchange && each.symbol === bot.symbol) ?? null;
  const frameMs = FRAMES[chart.timeframe] ?? FRAME;
  const forming = useFormingCandle(bot, frameMs);
  useReadOnClose(chart, forming?.atMs ?? null, frameMs);
  const last = feed?.last ?? null;
  const onMove = useMoveLevel(position);
  const still = useMemo(() => toStillParts(chart, frameMs), [chart, frameMs]);
  const parts = useMemo(
    () => toChartParts({ chart, still, forming, frameMs, position, last }),
    [chart, still, forming, frameMs, position, last],
  );
  return (
    <div className={PANEL_BODY}>
      {view === "table" ? (
        <CandleTable chart={chart} actsAt={parts.actsAt} />
      ) : (
        <CandleChart
          places={parts.places}
          frameMs={frameMs}
          marks={parts.marks}
          holds={parts.holds}
          levels={parts.levels}
          decimals={chart.priceDecimals}
          sentence={parts.sentence}
          onPoint={onPoint}
          {...(position && { onMove })}
        />
      )}
    </div>
  );
}

const NO_POSITION = { positionId: "", symbol: "", quote: "", priceDecimals: 0 };

/** Sets what was dragged; a refusal is told, and the level is where it was. */
function useMoveLevel(position: PositionView | null) {
  const { set } = useSetLevel(position ?? NO_POSITION);
  return useCallback(
    (kind: LevelKind, price: string) =>
      void set(kind, price).catch((error: unknown) => tellFault(sentenceOf(error))),
    [set],
  );
}

const SETTLE_MS = 900;

/** Reads the candles again once a new one has begun: the one before is being stored now. */
function useReadOnClose(chart: ChartView, formingMs: number | null, frameMs: number) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const last = chart.candles.at(-1);
  const behind = formingMs !== null && last !== undefined && formingMs - Date.parse(last.openAt) > frameMs;
  useEffect(() => {
    if (!behind || formingMs === null) return;
    const readAgain = () =>
      queries.invalidateQueries(trpc.bots.candles.pathFilter(), { cancelRefetch: false });
    const timer = setTimeout(() => void readAgain(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [behind, formingMs, queries, trpc]);
}

function Ohlc({ chart, pointed }: { readonly chart: ChartView; readonly pointed: CandleRow | null }) {
  const last = chart.candles.at(-1);
  const shown = pointed ?? (last && { open: last.open, high: last.high, low: last.low, close: last.close });
  if (!shown) return null;
  const price = (value: number | string) =>
    formatPrice(typeof value === "number" ? value.toFixed(chart.priceDecimals) : value, chart.priceDecimals);
  return (
    <span className="max-tablet:hidden">
      O {price(shown.open)} H {price(shown.high)} L {price(shown.low)} C {price(shown.close)} ·{" "}
    </span>
  );
}

const FRAME = 300_000;
const FRAMES: { readonly [timeframe: string]: number } = {
  "1m": 60_000,
  "3m": 180_000,
  "5m": FRAME,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
};
