"use client";
import { Bot, Hand, Lock, Pause, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { BotTileView } from "@/server/portfolio/core/live-view";
import { AsOf } from "../live/as-of";
import type { BotHold } from "../live/hold-words";
import { useLive } from "../live/live-provider";
import { useFreshness } from "../live/use-freshness";
import { useHoldOf } from "../live/use-holds";
import { buttonStyles } from "../ui/button";
import { cn } from "../ui/cn";
import { formatPercent, percentSign } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { SignMark } from "../ui/profit-loss";
import { Segmented } from "../ui/segmented";
import { LINK } from "../ui/text";
import { heatOf } from "./heat-of";

const NONE: readonly BotTileView[] = [];
const SCALE = ["n4", "n3", "n2", "n1", "0", "p1", "p2", "p3", "p4"];
const RANGES = [
  { value: "today", label: "Today" },
  { value: "all", label: "Since funding" },
] as const;

type Range = (typeof RANGES)[number]["value"];

/** How many bots each exchange has room for, in the order of the rows. */
export type Slots = { readonly [exchange: string]: number };

/** Every bot at a glance: shade is the size of its return, mark and sign its direction; free slots stay in sight. */
export function FleetPanel({ slots }: { readonly slots: Slots }) {
  const bots = useLive((state) => state.view?.bots ?? NONE);
  const { freshness } = useFreshness();
  const holdOf = useHoldOf();
  const [range, setRange] = useState<Range>("all");
  const room = Object.values(slots).reduce((sum, count) => sum + count, 0);
  const exchanges = [...new Set([...Object.keys(slots), ...bots.map((bot) => bot.exchange)])];
  return (
    <Panel
      title="Fleet"
      age={freshness}
      asOf={
        <>
          {bots.length} of {room}
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
          next candle.
        </PanelEmpty>
      ) : (
        <div className={PANEL_BODY}>
          <div className="fleet">
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

type RowProps = {
  readonly exchange: string;
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
    <div className="fleet-row">
      <div className="fleet-exchange">
        <b>
          {exchangeLabel(exchange)}
          <span>
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

const METER_MAX = 20;

function SlotMeter({ taken, slots }: { readonly taken: number; readonly slots: number }) {
  if (slots > METER_MAX) return null;
  return (
    <div className="slot-meter" aria-hidden="true">
      {Array.from({ length: Math.max(slots, taken) }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: slots have no identity
        <i key={at} data-free={at >= taken} data-over={at >= slots} />
      ))}
    </div>
  );
}

function FreeTiles({ exchange, free }: { readonly exchange: string; readonly free: number }) {
  if (free === 0) return null;
  const drawn = Math.min(free, FREE_MAX);
  const label = `${free} free ${free === 1 ? "slot" : "slots"} on ${exchangeLabel(exchange)}, create a bot`;
  return (
    <>
      <Link className="tile" data-free="true" href="/bots?create=1" aria-label={label}>
        <Plus size={11} aria-hidden="true" /> {free > FREE_MAX ? `${free} free` : "free"}
      </Link>
      {Array.from({ length: free > FREE_MAX ? 0 : drawn - 1 }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: free slots have no identity
        <span key={at} className="tile" data-free="true" aria-hidden="true">
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
      className="tile"
      href={`/bots/${bot.botId}`}
      prefetch={false}
      data-held={held}
      style={{ "--heat": ratio === null ? UNKNOWN_HEAT : heatOf(ratio) } as React.CSSProperties}
      title={`${bot.name}, ${exchangeLabel(bot.exchange)} ${bot.symbol}, ${percent}${held ? `, ${why}` : ""}`}
    >
      <b>{bot.name}</b>
      <span className="sr-only">, {exchangeLabel(bot.exchange)}, </span>
      <span>
        {ratio === null ? null : <SignMark sign={percentSign(ratio)} />}
        {percent}
      </span>
      {Icon ? (
        <>
          <span className="sr-only">, {why}</span>
          <Icon size={11} aria-hidden="true" />
        </>
      ) : null}
    </Link>
  );
}

function Legend() {
  return (
    <div className="fleet-legend">
      <span className="scale">
        −5 %
        <span aria-hidden="true">
          {SCALE.map((step) => (
            <i key={step} style={{ background: `var(--heat-${step})` }} />
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
