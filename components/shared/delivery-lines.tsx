import type { DeliveryView } from "@/server/alerts/core/alert-view";
import { Moment } from "../ui/moment";

type LinesProps = {
  readonly deliveries: readonly DeliveryView[];
  /** whose they are is known: only what became of them is said */
  readonly ofOne?: boolean;
};

/** What became of each try to tell a channel, the newest first. */
export function DeliveryLines({ deliveries, ofOne = false }: LinesProps) {
  return (
    <ul className="grid gap-1.5 text-small">
      {deliveries.map((one) => (
        <li key={one.deliveryId} className="grid min-w-0 gap-0.5" data-delivery={one.status}>
          <span className="flex flex-wrap items-baseline gap-x-1.5">
            {ofOne ? null : <b className="min-w-0 font-medium wrap-anywhere">{one.channelName}</b>}
            <Outcome delivery={one} />
          </span>
          {one.lastError ? (
            <span className="text-micro wrap-anywhere text-text-3">{one.lastError}</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ delivery }: { readonly delivery: DeliveryView }) {
  const { status, tries, nextAt, endedAt, isQuiet } = delivery;
  const times = tries > 1 ? `, ${tries} tries` : "";
  if (status === "sent")
    return (
      <span>
        told <Moment iso={endedAt} format="dayClock" />
        {times}
      </span>
    );
  if (status === "failed")
    return (
      <span className="text-danger">
        given up <Moment iso={endedAt} format="dayClock" />
        {times}
      </span>
    );
  if (status === "dropped") return <span className="text-text-3">not sent</span>;
  return (
    <span className="text-warn">
      {isQuiet ? "quiet hours: waits until " : tries === 0 ? "on its way " : "tried again "}
      <Moment iso={nextAt} format="dayClock" />
      {times}
    </span>
  );
}
