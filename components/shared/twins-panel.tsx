"use client";
import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import type { Difference, TrackingError } from "@/server/promotion/core/track-twin";
import type { TwinView } from "@/server/promotion/list-twins";
import { ReadAsOf } from "../live/as-of";
import { useTRPC } from "../trpc/client";
import { type Fact, Facts } from "../ui/facts";
import { formatCount } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { bookNames } from "./book-names";
import { BotLink } from "./bot-link";
import { formatBps, formatFraction } from "./execution-figures";

const NOTE = "last 90 days; positive is worse than on paper";

/** Each live bot against its paper twin: the same decisions at real and at simulated fills. */
export function TwinsPanel() {
  const trpc = useTRPC();
  const options = trpc.promotions.twins.queryOptions({});
  const { data } = useQuery(options);
  return (
    <Panel
      title="Live against paper twins"
      asOf={
        <>
          {NOTE} · <ReadAsOf queryKey={options.queryKey} />
        </>
      }
    >
      {data?.length === 0 ? (
        <PanelEmpty icon={Copy} title="No live bot has a twin">
          When a bot goes live, a twin of it goes on with paper money and decides the same. How far the two go
          apart stands here.
        </PanelEmpty>
      ) : (
        <TwinsTable twins={data ?? []} />
      )}
    </Panel>
  );
}

/** The same of one bot; nothing where it has no twin. */
export function TwinPanel({ botId }: { readonly botId: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.promotions.twins.queryOptions({ botId }));
  const view = data?.[0];
  if (!view) return null;
  const { paired, missingLive, missingTwin, entry, exit, perTrade, perDay } = view.tracking;
  const mean = ({ mean: of, worst }: Difference) =>
    of === null ? formatBps(null) : `${formatBps(of)}, worst ${formatBps(worst)}`;
  const facts: readonly Fact[] = [
    ["Twin", <BotLink key="twin" botId={view.twinId} name={view.twinName} />],
    ["Trades of both", formatCount(paired)],
    ["Of one only", `twin ${formatCount(missingLive)}, live ${formatCount(missingTwin)}`],
    ["Entry price", mean(entry)],
    ["Exit price", mean(exit)],
    ["Error a trade", <ErrorFigure key="trade" of={perTrade} what="closed pairs" />],
    ["Error a day", <ErrorFigure key="day" of={perDay} what="days" />],
  ];
  return (
    <Panel title="Against its paper twin" asOf={NOTE}>
      <div className={PANEL_BODY}>
        <Facts facts={facts} />
      </div>
    </Panel>
  );
}

function TwinsTable({ twins }: { readonly twins: readonly TwinView[] }) {
  return (
    <ScrollBox label="Twins, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Bot</th>
            <th scope="col" className="r">
              Pairs
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Only twin
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Only live
            </th>
            <th scope="col" className="r">
              Entry
            </th>
            <th scope="col" className="r">
              Exit
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Error a trade
            </th>
            <th scope="col" className="r">
              Error a day
            </th>
          </tr>
        </thead>
        <tbody>
          {twins.map((view) => (
            <TwinRow key={view.twinId} view={view} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function TwinRow({ view: { botId, name, book, twinId, twinName, tracking } }: { readonly view: TwinView }) {
  const { paired, missingLive, missingTwin, entry, exit, perTrade, perDay } = tracking;
  return (
    <tr>
      <td>
        <BotLink botId={botId} name={name} />{" "}
        <span className="text-text-3 max-tablet:hidden">
          {bookNames[book].toLowerCase()}, twin <BotLink botId={twinId} name={twinName} />
        </span>
      </td>
      <td className="r">{formatCount(paired)}</td>
      <td className="r max-tablet:hidden">{formatCount(missingLive)}</td>
      <td className="r max-tablet:hidden">{formatCount(missingTwin)}</td>
      <td className="r" title={`Mean of ${entry.pairs} pairs; worst ${formatBps(entry.worst)}`}>
        {formatBps(entry.mean)}
      </td>
      <td className="r" title={`Mean of ${exit.pairs} pairs; worst ${formatBps(exit.worst)}`}>
        {formatBps(exit.mean)}
      </td>
      <td className="r max-tablet:hidden">
        <ErrorFigure of={perTrade} what="closed pairs" />
      </td>
      <td className="r">
        <ErrorFigure of={perDay} what="days" />
      </td>
    </tr>
  );
}

/** A tracking error, or how much is missing until there is one. */
function ErrorFigure({
  of: { value, of, least },
  what,
}: {
  readonly of: TrackingError;
  readonly what: string;
}) {
  if (value !== null)
    return (
      <span title={`Deviation of the differences of returns over ${of} ${what}`}>
        {formatFraction(value)}
      </span>
    );
  return (
    <span className="text-text-3" title={`It takes ${least} ${what}; there are ${of}.`}>
      n/a ({of} of {least})
    </span>
  );
}
