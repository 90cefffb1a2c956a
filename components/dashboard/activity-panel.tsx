"use client";
import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import Link from "next/link";
import type { ActivityView } from "@/server/history/core/trade-view";
import { ReadAsOf } from "../live/as-of";
import { useTRPC } from "../trpc/client";
import { cn } from "../ui/cn";
import { formatMoney } from "../ui/format-number";
import { zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ProfitLoss } from "../ui/profit-loss";
import { LINK } from "../ui/text";
import { useZone } from "../ui/zone";
import { ACTIVITY_SHOWN } from "./activity-shown";

/** What happened, newest first; a trade leads to its Why. */
export function ActivityPanel() {
  const trpc = useTRPC();
  const options = trpc.dashboard.activity.queryOptions({ limit: ACTIVITY_SHOWN });
  const { data } = useQuery(options);
  const zone = useZone();
  const label = data?.[0] ? zoneLabel(data[0].marketAt, zone) : null;
  return (
    <Panel
      title="Activity"
      className="flex-1"
      asOf={
        <>
          {label ? `market clock, ${label} · ` : null}
          <ReadAsOf queryKey={options.queryKey} />
        </>
      }
      actions={
        <Link className={cn(LINK, "text-small")} href="/trades">
          Trades
        </Link>
      }
    >
      <ActivityBody lines={data} />
    </Panel>
  );
}

function ActivityBody({ lines }: { readonly lines: readonly ActivityView[] | undefined }) {
  if (!lines) return <PanelLoading rows={8} label="Activity" />;
  if (lines.length === 0) {
    return (
      <PanelEmpty icon={Activity} title="Nothing has happened yet">
        Fills, cycles and what happens to bots appear here as they happen.
      </PanelEmpty>
    );
  }
  return (
    <div className={PANEL_BODY}>
      <ul>
        {lines.map((line) => (
          <li
            key={line.id}
            className="grid grid-cols-[52px_minmax(0,1fr)_auto] items-baseline gap-2 border-b border-line py-[5px] text-small last:border-0 [&_time]:text-micro [&_time]:whitespace-nowrap [&_time]:text-text-3"
          >
            <Moment iso={line.marketAt} />
            <span className="truncate" title={line.words}>
              <Words line={line} />
            </span>
            <ActivityValue line={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Words({ line }: { readonly line: ActivityView }) {
  const href = line.fillId
    ? `/trades?trade=${line.fillId}`
    : line.decisionId
      ? `/decisions?decision=${line.decisionId}`
      : null;
  if (href === null) return line.words;
  return (
    <Link className="hover:underline" href={href} prefetch={false}>
      {line.words}
    </Link>
  );
}

function ActivityValue({ line }: { readonly line: ActivityView }) {
  if (line.value === null) return null;
  if (line.currency === null) return <span className="text-text-3">{line.value}</span>;
  if (line.kind === "sell") return <ProfitLoss amount={line.value} currency={line.currency} />;
  return <span>{formatMoney(line.value, line.currency)}</span>;
}
