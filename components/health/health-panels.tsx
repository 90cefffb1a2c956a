"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { type MissedShares, missesTooMany } from "@/server/decisions/slots/core/missed-share";
import type { HealthCheckView, HealthView } from "@/server/health/core/health-view";
import { useNow } from "../live/use-now";
import { useTRPC } from "../trpc/client";
import { readAtOf } from "../trpc/read-at";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { toScaled } from "../ui/decimal-text";
import { formatCount, formatShare, UNKNOWN } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Kpi, kpisStyles } from "../ui/kpi";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { LINK } from "../ui/text";
import { FeedsPanel } from "./feeds-panel";
import { HealsPanel } from "./heals-panel";
import { StoragePanel } from "./storage-panel";

const READ_AGAIN_MS = 5_000;

/** Every part of the system and whether it does its work; orders on their way; the audit trail; the books. */
export function HealthPanels({ mayTry }: { readonly mayTry: boolean }) {
  const trpc = useTRPC();
  const { data, dataUpdatedAt } = useQuery({
    ...trpc.health.show.queryOptions(),
    refetchInterval: READ_AGAIN_MS,
  });
  if (!data) {
    return (
      <Panel title="Parts" asOf="loading">
        <PanelLoading rows={6} label="Parts" />
      </Panel>
    );
  }
  return (
    <>
      <HealthFigures health={data} />
      <Parts health={data} readAt={readAtOf(data) ?? dataUpdatedAt} />
      <HealsPanel mayTry={mayTry} />
      <FeedsPanel />
      <StoragePanel />
      <About health={data} />
    </>
  );
}

function HealthFigures({ health }: { readonly health: HealthView }) {
  const { ledgerDifference } = health;
  const held = health.checks.some((check) => check.warn);
  const even = ledgerDifference !== null && toScaled(ledgerDifference) === 0n;
  return (
    <dl className={kpisStyles({ columns: "five" })}>
      <HealthFigure
        label="System"
        figure={health.status !== "ready" ? "Not ready" : held ? "Ready, held back" : "Ready"}
        loud={health.status !== "ready" || held}
      >
        up {formatAge(health.uptimeS * 1000)}
      </HealthFigure>
      <HealthFigure
        label="Orders on their way"
        figure={formatCount(health.workingOrders)}
        loud={health.unknownOrders > 0}
      >
        {health.unknownOrders === 0
          ? "none of unknown outcome"
          : `${formatCount(health.unknownOrders)} of unknown outcome, being looked up`}
      </HealthFigure>
      <HealthFigure
        label="Ledger against venue"
        figure={ledgerDifference === null ? UNKNOWN : even ? "Even" : ledgerDifference}
        loud={ledgerDifference !== null && !even}
      >
        {health.reconciledWallAt ? (
          <>
            reconciled <Moment iso={health.reconciledWallAt} />
          </>
        ) : (
          "not reconciled yet"
        )}
      </HealthFigure>
      <MissedFigure shares={health.missedSlots} />
      <HealthFigure label="Audit rows to seal" figure={formatCount(health.unsealedAuditRows)} loud={false}>
        sealed in order, within seconds
      </HealthFigure>
    </dl>
  );
}

/** Decisions that were due and not made: what a machine that is too busy leaves out. */
function MissedFigure({ shares: { hour, day } }: { readonly shares: MissedShares }) {
  return (
    <HealthFigure
      label="Decisions missed"
      figure={hour.due === 0 ? UNKNOWN : formatShare(hour.missed, hour.due)}
      loud={missesTooMany(hour)}
    >
      {hour.due === 0
        ? "none was due lately"
        : `${formatCount(hour.missed)} of ${formatCount(hour.due)} lately · ${formatShare(day.missed, day.due)} in a day`}
    </HealthFigure>
  );
}

type FigureProps = {
  readonly label: string;
  readonly figure: string;
  readonly loud: boolean;
  readonly children: ReactNode;
};

const HealthFigure = ({ children, ...rest }: FigureProps) => (
  <Kpi {...rest} size="even" value={null} basis={<span>{children}</span>} />
);

type PartsProps = { readonly health: HealthView; readonly readAt: number };

function Parts({ health, readAt }: PartsProps) {
  const bad = health.checks.filter((check) => !check.ok || check.warn).length;
  return (
    <Panel
      className="mt-2"
      title="Parts"
      age={bad > 0 ? "stale" : "fresh"}
      asOf={
        <>
          {bad === 0
            ? `all ${health.checks.length} do their work`
            : `${bad} of ${health.checks.length} need you`}{" "}
          · wall clock · as of <Moment iso={readAt ? new Date(readAt).toISOString() : null} />
        </>
      }
    >
      <ScrollBox label="Parts, table">
        <Table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">State</th>
              <th scope="col" className="max-tablet:hidden">
                What it says
              </th>
              <th scope="col" className="r">
                Last sign
              </th>
            </tr>
          </thead>
          <tbody>
            {[...health.checks]
              .sort((a, b) => rankOf(a) - rankOf(b))
              .map((check) => (
                <PartRow key={check.name} check={check} />
              ))}
          </tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}

const rankOf = ({ ok, warn }: HealthCheckView): number => (ok ? (warn ? 1 : 2) : 0);
const stateOf = ({ ok, warn }: HealthCheckView): string => (ok ? (warn ? "held" : "well") : "not well");

function PartRow({ check }: { readonly check: HealthCheckView }) {
  const now = useNow();
  const well = check.ok && !check.warn;
  const Icon = well ? CircleCheck : CircleAlert;
  return (
    <tr>
      <td>
        <span className="font-medium">{check.name}</span>
        <span className="tablet:hidden block max-w-[52vw] py-1 text-micro whitespace-normal text-text-2">
          {check.detail}
        </span>
      </td>
      <td>
        <Chip tone={well ? undefined : "warn"}>
          <Icon size={11} aria-hidden="true" />
          {stateOf(check)}
        </Chip>
      </td>
      <td className="max-tablet:hidden min-w-56 whitespace-normal! text-text-2">{check.detail}</td>
      <td className="r text-text-3">
        {check.lastWallAt && now > 0 ? `${formatAge(now - Date.parse(check.lastWallAt))} ago` : UNKNOWN}
      </td>
    </tr>
  );
}

function About({ health }: { readonly health: HealthView }) {
  return (
    <Panel className="mt-2" title="About">
      <p className={cn(PANEL_BODY, "text-small text-text-2")}>
        Amarktai {health.version}. Charts by{" "}
        <a
          className={cn(LINK, "underline")}
          href="https://www.tradingview.com/"
          rel="noreferrer"
          target="_blank"
        >
          TradingView Lightweight Charts™
        </a>
        , Copyright © 2025 TradingView, Inc. The charts run in this browser and send nothing to anyone.
      </p>
    </Panel>
  );
}
