"use client";
import { useQueryStates } from "nuqs";
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { BotFilter } from "../shared/bot-filter";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { PanelBoundary } from "../ui/panel-boundary";
import { ClosedPositions } from "./closed-positions";
import { OpenPositions } from "./open-positions";
import { positionsAddress } from "./positions-address";
import { WorkingOrders } from "./working-orders";

const ALL = "all";

/** What is held and what was, of all bots or of one, on all exchanges or on one. */
export function PositionsPanels() {
  const [{ bot: botId, exchange }, change] = useQueryStates(positionsAddress);
  return (
    <div className="grid gap-2">
      <Filters>
        <BotFilter botId={botId} label="Positions of" onChange={(bot) => void change({ bot })} />
        <Choice
          bare
          label="On exchange"
          options={[
            { value: ALL, label: "All exchanges" },
            ...exchangeNames.map((value) => ({ value, label: exchangeLabel(value) })),
          ]}
          value={exchange ?? ALL}
          onChange={(value) =>
            void change({ exchange: exchangeNames.find((each) => each === value) ?? null })
          }
        />
      </Filters>
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
