"use client";
import { Bot, Lock, Pause } from "lucide-react";
import Link from "next/link";
import type { BotTileView } from "@/server/portfolio/core/live-view";
import { useLive } from "../live/live-provider";
import { useFreshness } from "../live/use-freshness";
import { AsOf } from "../live/witness";
import { exchangeLabel } from "../ui/exchange-label";
import { formatPercent, percentSign } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { SignMark } from "../ui/profit-loss";
import { heatOf } from "./heat-of";

const NONE: readonly BotTileView[] = [];
const SCALE = ["n4", "n3", "n2", "n1", "0", "p1", "p2", "p3", "p4"];

/** Every bot at a glance: shade is the size of its return, mark and sign its direction. */
export function FleetPanel() {
  const bots = useLive((state) => state.view?.bots ?? NONE);
  const { freshness } = useFreshness();
  const exchanges = [...new Set(bots.map((bot) => bot.exchange))];
  return (
    <Panel
      title="Fleet"
      age={freshness}
      asOf={
        <>
          {bots.length === 1 ? "1 bot" : `${bots.length} bots`}
          <span className="phone-hide"> · return since funding</span> · <AsOf />
        </>
      }
      actions={
        <Link className="link text-small" href="/bots">
          All bots
        </Link>
      }
    >
      {bots.length === 0 ? (
        <PanelEmpty icon={Bot} title="No bots yet" action={<CreateFirst />}>
          A bot trades one market on one exchange with capital of its own. Create one and it starts at the
          next candle.
        </PanelEmpty>
      ) : (
        <div className="panel-body">
          <div className="fleet">
            {exchanges.map((exchange) => (
              <FleetRow
                key={exchange}
                exchange={exchange}
                bots={bots.filter((bot) => bot.exchange === exchange)}
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
  <Link className="btn" data-kind="primary" href="/bots?create=1">
    Create a bot…
  </Link>
);

type RowProps = { readonly exchange: string; readonly bots: readonly BotTileView[] };

function FleetRow({ exchange, bots }: RowProps) {
  return (
    <div className="fleet-row">
      <div className="fleet-exchange">
        <b>
          {exchangeLabel(exchange)}
          <span>{bots.length === 1 ? "1 bot" : `${bots.length} bots`}</span>
        </b>
      </div>
      {bots.map((bot) => (
        <Tile key={bot.botId} bot={bot} />
      ))}
    </div>
  );
}

function Tile({ bot }: { readonly bot: BotTileView }) {
  const held = bot.status === "paused" || bot.status === "quarantined";
  const Icon = bot.status === "quarantined" ? Lock : Pause;
  const percent = formatPercent(bot.returnRatio);
  return (
    <Link
      className="tile"
      href={`/trades?bot=${bot.botId}`}
      data-held={held}
      style={{ "--heat": heatOf(bot.returnRatio) } as React.CSSProperties}
      title={`${bot.name}, ${exchangeLabel(bot.exchange)} ${bot.symbol}, ${percent}${held ? `, ${bot.status}` : ""}`}
    >
      <b>{bot.name}</b>
      <span className="sr-only">, {exchangeLabel(bot.exchange)}, </span>
      <span>
        <SignMark sign={percentSign(bot.returnRatio)} />
        {percent}
      </span>
      {held ? (
        <>
          <span className="sr-only">, {bot.status}</span>
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
    </div>
  );
}
