"use client";
import { useQuery } from "@tanstack/react-query";
import { DecisionsPanel } from "../decisions/decisions-panel";
import { useLive } from "../live/live-provider";
import { StaleStrip } from "../live/stale-strip";
import { ClosedPositions } from "../positions/closed-positions";
import { WorkingOrders } from "../positions/working-orders";
import { TwinPanel } from "../shared/twins-panel";
import { TradesPanel } from "../trades/trades-panel";
import { useTRPC } from "../trpc/client";
import { DESK, DESK_COLUMN } from "../ui/desk";
import { PanelBoundary } from "../ui/panel-boundary";
import { PanelLoading } from "../ui/panel-state";
import { BotChartPanel } from "./bot-chart-panel";
import { BotPosition, BotSettings, type RulesInForce } from "./bot-facts";
import { BotKpis } from "./bot-kpis";
import { BotLife } from "./bot-life";
import { HoldStrip } from "./hold-strip";
import { WaitingPanel } from "./waiting-panel";

type BotPageProps = { readonly botId: string; readonly rules: RulesInForce };

/** One bot: figures, candles with its trades, what it decided and why, what it holds, what it trades by. */
export function BotPage({ botId, rules }: BotPageProps) {
  const trpc = useTRPC();
  const { data: bot } = useQuery(trpc.bots.show.queryOptions({ bot: botId }));
  const tile = useLive((state) => state.view?.bots.find((each) => each.botId === botId) ?? null);
  const position = useLive((state) => state.view?.positions.find((each) => each.botId === botId) ?? null);
  if (!bot) return <PanelLoading rows={12} label="Bot" />;
  return (
    <>
      <WaitingPanel />
      <StaleStrip />
      <HoldStrip bot={bot} />
      <PanelBoundary name="Key figures">
        <BotKpis bot={bot} tile={tile} position={position} />
      </PanelBoundary>
      <div className={DESK}>
        <div className={DESK_COLUMN}>
          <PanelBoundary name="Candles">
            <BotChartPanel bot={bot} position={position} />
          </PanelBoundary>
          <PanelBoundary name="Working orders">
            <WorkingOrders botId={botId} exchange={null} />
          </PanelBoundary>
          <PanelBoundary name="Decisions">
            <DecisionsPanel ofBot={botId} />
          </PanelBoundary>
          <PanelBoundary name="Trades">
            <TradesPanel ofBot={botId} />
          </PanelBoundary>
          <PanelBoundary name="Closed positions">
            <ClosedPositions botId={botId} exchange={null} ofOneBot />
          </PanelBoundary>
        </div>
        <div className={DESK_COLUMN}>
          <PanelBoundary name="Position">
            <BotPosition position={position} />
          </PanelBoundary>
          <PanelBoundary name="Twin">
            <TwinPanel botId={botId} />
          </PanelBoundary>
          <PanelBoundary name="Settings">
            <BotSettings bot={bot} rules={rules} />
          </PanelBoundary>
          <PanelBoundary name="In the fleet">
            <BotLife bot={bot} />
          </PanelBoundary>
        </div>
      </div>
    </>
  );
}
