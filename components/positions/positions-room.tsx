"use client";
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { BotFilter } from "../shared/bot-filter";
import { Choice } from "../ui/choice";
import { PanelBoundary } from "../ui/panel-boundary";
import { useAddress } from "../ui/use-address";
import { ClosedPositions } from "./closed-positions";
import { OpenPositions } from "./open-positions";
import { WorkingOrders } from "./working-orders";

const ALL = "all";

/** What is held and what was, of all bots or of one, on all exchanges or on one. */
export function PositionsRoom() {
  const { params, change } = useAddress();
  const botId = params.get("bot");
  const exchange = exchangeNames.find((each) => each === params.get("exchange")) ?? null;
  return (
    <div className="grid gap-2">
      <div className="filters">
        <BotFilter botId={botId} label="Positions of" onChange={(bot) => change({ bot })} />
        <Choice
          bare
          label="On exchange"
          options={[
            { value: ALL, label: "All exchanges" },
            ...exchangeNames.map((value) => ({ value, label: exchangeLabel(value) })),
          ]}
          value={exchange ?? ALL}
          onChange={(value) => change({ exchange: value === ALL ? null : value })}
        />
      </div>
      <PanelBoundary name="Open positions">
        <OpenPositions botId={botId} exchange={exchange} />
      </PanelBoundary>
      <PanelBoundary name="Working orders">
        <WorkingOrders botId={botId} exchange={exchange} />
      </PanelBoundary>
      <PanelBoundary name="Closed positions">
        <ClosedPositions botId={botId} exchange={exchange} />
      </PanelBoundary>
    </div>
  );
}
