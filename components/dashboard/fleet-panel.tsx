"use client";
import { cva } from "class-variance-authority";
import { Bot, Hand, Lock, Pause, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { type ExchangeName, exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import type { BotTileView } from "@/server/portfolio/core/live-view";
import { AsOf } from "../live/as-of";
import type { BotHold } from "../live/hold-words";
import { useLive } from "../live/live-provider";
import { useFreshness } from "../live/use-freshness";
import { useHoldOf } from "../live/use-holds";
import { heatOf } from "../shared/heat-of";
import { buttonStyles } from "../ui/button";
import { cn } from "../ui/cn";
import { formatPercent, percentSign } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { SignMark } from "../ui/profit-loss";
import { Segmented } from "../ui/segmented";
import { LINK } from "../ui/text";

const NONE: readonly BotTileView[] = [];
const SCALE = ["n4", "n3", "n2", "n1", "0", "p1", "p2", "p3", "p4"];
const RANGES = [
  { value: "today", label: "Today" },
  { value: "all", label: "Since funding" },
] as const;

type Range = (typeof RANGES)[number]["value"];

/** How many bots each exchange has room for. */
export type Slots = { readonly [exchange in ExchangeName]?: number };

/** Every bot at a glance: shade is the size of its return, mark and sign its direction; free slots stay in sight. */
export function FleetPanel({ slots }: { readonly slots: Slots }) {
  const bots = useLive((state) => state.view?.bots ?? NONE);
  const { freshness } = useFreshness();
  const holdOf = useHoldOf();
  const [range, setRange] = useState<Range>("all");
  const most = Object.values(slots).reduce((sum, count) => sum + count, 0);
  const exchanges = exchangeNames.filter(
    (exchange) => exchange in slots || bots.some((bot) => bot.exchange === exchange),
  );
  return (
    <Panel
      title="Fleet"
      age={freshness}
      asOf={
        <>
          {bots.length} of {most}
          <span className="max-tablet:hidden">
            {" "}
            · return {range === "today" ? "since 00:00" : "since funding"}
          </span>{" "}
          · <AsOf />
        </>
      }
      actions={
        <>
          <Segmented label="Return over" options={RANGES} value={range} onChange={setRange} />
          <Link className={cn(LINK, "text-small")} href="/bots">
            All bots
          </Link>
        </>
      }
    >
      {bots.length === 0 ? (
        <PanelEmpty icon={Bot} title="No bots yet" action={<CreateFirst />}>
          A bot trades one market on one exchange with capital of its own. Create one and it starts at the
          next candle. Its capital comes from the paper money of its exchange: without any,{" "}
          <Link className={LINK} href="/wallet">
            put some in
          </Link>{" "}
          first.
        </PanelEmpty>
      ) : (
        <div className={PANEL_BODY}>
          <div className="grid gap-1">
            {exchanges.map((exchange) => (
              <FleetRow
                key={exchange}
                exchange={exchange}
                slots={slots[exchange] ?? 0}
                bots={bots.filter((bot) => bot.exchange === exchange)}
                range={range}
                holdOf={holdOf}
              />
            ))}
          </div>
          <Legend />
        </div>
      )}
    </Panel>
  );
}

const CreateFirst = () => (
  <Link className={buttonStyles({ kind: "primary" })} href="/bots?create=1">
    Create a bot…
  </Link>
);

/** A bot's tile, its ground in the heat of its return; held back: hatched and edged, so that shade is not the only cue. */
const tileStyles = cva(
  "relative h-[35px] overflow-hidden rounded-tile px-1.5 py-[3px] text-micro leading-[14px] max-tablet:h-11 max-tablet:px-1 max-tablet:py-[7px] max-tablet:tracking-[-0.01em] forced-colors:border forced-colors:border-[CanvasText]",
  {
    variants: {
      kind: {
        trading: "block bg-(--heat) text-(--heat-text)",
        held: "block [background:repeating-linear-gradient(135deg,transparent_0_5px,rgb(255_255_255/0.05)_5px_7px),var(--heat)] text-(--heat-text) shadow-[inset_0_0_0_1.5px_var(--warn)]",
        free: "flex items-center justify-center gap-1 border border-dashed border-line-strong text-text-3",
      },
    },
  },
);

type RowProps = {
  readonly exchange: ExchangeName;
  readonly slots: number;
  readonly bots: readonly BotTileView[];
  readonly range: Range;
  readonly holdOf: ReturnType<typeof useHoldOf>;
};

/** More free slots than a row has places for are named, not drawn. */
const FREE_MAX = 10;

function FleetRow({ exchange, slots, bots, range, holdOf }: RowProps) {
  const free = Math.max(0, slots - bots.length);
  if (bots.length === 0 && free === 0) return null;
  return (
    <div className="grid grid-cols-[118px_repeat(10,minmax(0,1fr))] items-stretch gap-1 max-desk:grid-cols-10 max-tablet:grid-cols-5">
      <div className="flex min-w-0 flex-col justify-center gap-[3px] pr-2.5 text-small max-desk:col-span-full max-desk:pt-1 max-desk:pr-0">
        <b className="flex justify-between gap-1.5 font-medium">
          {exchangeLabel(exchange)}
          <span className="text-micro font-normal text-text-3">
            {bots.length}/{slots} slots
          </span>
        </b>
        <SlotMeter taken={bots.length} slots={slots} />
      </div>
      {bots.map((bot) => (
        <Tile key={bot.botId} bot={bot} range={range} hold={holdOf(bot)} />
      ))}
      <FreeTiles exchange={exchange} free={free} />
    </div>
  );
}

const slotStyles = cva("rounded-[1px]", {
  variants: {
    kind: {
      taken: "bg-text-3",
      free: "shadow-[inset_0_0_0_1px_var(--line-strong)]",
      over: "bg-warn",
    },
  },
});

const METER_MAX = 20;

function SlotMeter({ taken, slots }: { readonly taken: number; readonly slots: number }) {
  if (slots > METER_MAX) return null;
  return (
    <div className="grid h-1 auto-cols-fr grid-flow-col gap-0.5" aria-hidden="true">
      {Array.from({ length: Math.max(slots, taken) }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: slots have no identity
        <i key={at} className={slotStyles({ kind: at >= taken ? "free" : at >= slots ? "over" : "taken" })} />
      ))}
    </div>
  );
}

function FreeTiles({ exchange, free }: { readonly exchange: ExchangeName; readonly free: number }) {
  if (free === 0) return null;
  const drawn = Math.min(free, FREE_MAX);
  const label = `${free} free ${free === 1 ? "slot" : "slots"} on ${exchangeLabel(exchange)}, create a bot`;
  return (
    <>
      <Link
        className={cn(tileStyles({ kind: "free" }), "hover:text-text")}
        href="/bots?create=1"
        aria-label={label}
      >
        <Plus size={11} aria-hidden="true" /> {free > FREE_MAX ? `${free} free` : "free"}
      </Link>
      {Array.from({ length: free > FREE_MAX ? 0 : drawn - 1 }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: free slots have no identity
        <span key={at} className={tileStyles({ kind: "free" })} aria-hidden="true">
          free
        </span>
      ))}
    </>
  );
}

const UNKNOWN_HEAT = "var(--heat-0)";

const HELD_ICONS: { readonly [state: string]: typeof Hand } = {
  "held back": Hand,
  paused: Pause,
  quarantined: Lock,
};

type TileProps = { readonly bot: BotTileView; readonly range: Range; readonly hold: BotHold | null };

function Tile({ bot, range, hold }: TileProps) {
  const state = hold ? "held back" : bot.status;
  const Icon = HELD_ICONS[state];
  const held = Icon !== undefined;
  const why = hold ? `held back: ${hold.words}. ${hold.todo}` : bot.status;
  const ratio = (range === "today" ? bot.todayRatio : bot.returnRatio) ?? null;
  const percent = formatPercent(ratio);
  return (
    <Link
      className={tileStyles({ kind: held ? "held" : "trading" })}
      href={`/bots/${bot.botId}`}
      prefetch={false}
      style={{ "--heat": ratio === null ? UNKNOWN_HEAT : heatOf(ratio) } as React.CSSProperties}
      title={`${bot.name}, ${exchangeLabel(bot.exchange)} ${bot.symbol}, ${percent}${held ? `, ${why}` : ""}`}
    >
      <b className={cn("block truncate font-medium", held && "pr-3.5")}>{bot.name}</b>
      <span className="sr-only">, {exchangeLabel(bot.exchange)}, </span>
      <span className="block whitespace-nowrap">
        {ratio === null ? null : (
          <SignMark sign={percentSign(ratio)} className="mr-[3px] size-1.5 max-tablet:mr-0.5" />
        )}
        {percent}
      </span>
      {Icon ? (
        <>
          <span className="sr-only">, {why}</span>
          <Icon size={11} className="absolute top-1 right-1" aria-hidden="true" />
        </>
      ) : null}
    </Link>
  );
}

function Legend() {
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 gap-y-1 pt-2 text-micro text-text-2">
      <span className="flex flex-wrap items-center gap-1.5 whitespace-nowrap">
        −5 %
        <span className="flex gap-px" aria-hidden="true">
          {SCALE.map((step) => (
            <i key={step} className="h-[9px] w-[18px]" style={{ background: `var(--heat-${step})` }} />
          ))}
        </span>
        +5 % return on the bot’s capital
      </span>
      <span className="inline-flex items-center gap-1">
        <Pause size={11} aria-hidden="true" /> paused
      </span>
      <span className="inline-flex items-center gap-1">
        <Lock size={11} aria-hidden="true" /> quarantined
      </span>
      <span className="inline-flex items-center gap-1">
        <Hand size={11} aria-hidden="true" /> held back
      </span>
    </div>
  );
}
