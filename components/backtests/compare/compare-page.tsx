"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import type { BacktestComparison, BacktestView } from "@/server/backtest/core/backtest-view";
import { paramLabel } from "../../strategies/param-label";
import { useTRPC } from "../../trpc/client";
import { buttonStyles } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { cn } from "../../ui/cn";
import { UNKNOWN } from "../../ui/format-number";
import { Moment } from "../../ui/moment";
import { PANEL, Panel } from "../../ui/panel";
import { PanelBoundary } from "../../ui/panel-boundary";
import { PanelEmpty, PanelLoading } from "../../ui/panel-state";
import { RowHead } from "../../ui/row-head";
import { ScrollBox } from "../../ui/scroll-box";
import { Table } from "../../ui/table";
import { LINK } from "../../ui/text";
import { PageHead } from "../shared/page-head";
import { CompareChart } from "./compare-chart";
import { CompareFigures } from "./compare-figures";
import { type Side, SideLine } from "./side-line";

type CompareProps = { readonly a: string; readonly b: string };

/** Two finished backtests beside each other: equities, figures with their differences, and what was asked otherwise. */
export function ComparePage({ a, b }: CompareProps) {
  const trpc = useTRPC();
  const { data: both } = useQuery(trpc.backtest.compare.queryOptions({ left: a, right: b }));
  if (!both) return <PanelLoading rows={12} label="Comparison" />;
  return (
    <>
      <PageHead
        title="Two compared"
        acts={
          <Link className={buttonStyles()} href={`/backtests/compare?a=${b}&b=${a}`}>
            <ArrowLeftRight size={14} aria-hidden="true" />
            Swap
          </Link>
        }
      />
      <div className="grid gap-2 sm:grid-cols-2">
        <SideOf name="A" backtest={both.left} />
        <SideOf name="B" backtest={both.right} />
      </div>
      <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
        <PanelBoundary name="Equities">
          <CompareChart left={both.left} right={both.right} />
        </PanelBoundary>
        <PanelBoundary name="What differs">
          <Differences differences={both.differences} />
        </PanelBoundary>
        <PanelBoundary name="Figures">
          <CompareFigures left={both.left} right={both.right} />
        </PanelBoundary>
      </div>
    </>
  );
}

function SideOf({ name, backtest }: { readonly name: Side; readonly backtest: BacktestView }) {
  return (
    <section
      className={cn(PANEL, "gap-1 px-(--pad-panel) py-2.5")}
      data-side={name}
      aria-label={`Backtest ${name}`}
    >
      <p>
        <Chip className="font-bold">
          <SideLine side={name} />
          {name}
        </Chip>{" "}
        <Link className={cn(LINK, "font-medium")} href={`/backtests/${backtest.id}`}>
          {backtest.title}
        </Link>
      </p>
      <p className="text-small text-text-2">{backtest.setup}</p>
      <p className="text-small text-text-2">
        {backtest.report?.candles.source ?? "—"} · as of <Moment iso={backtest.endedAt} format="dayClock" />
      </p>
    </section>
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const NOTHING = new Set(["", "–", "null"]);

/** A part of a request as text: instants as everywhere else, what one of both does not have as unknown. */
function Part({ text }: { readonly text: string }) {
  if (NOTHING.has(text)) return <span className="text-text-3">{UNKNOWN}</span>;
  return INSTANT.test(text) ? <Moment iso={text} format="dayClock" /> : text;
}

function Differences({ differences }: Pick<BacktestComparison, "differences">) {
  return (
    <Panel title="What differs" asOf={differences.length === 0 ? "nothing" : "in what was asked"}>
      {differences.length === 0 ? (
        <PanelEmpty icon={ArrowLeftRight} title="Both were asked the same">
          The same request with the same seed gives the same report: figures below differ only where the
          candles did.
        </PanelEmpty>
      ) : (
        <ScrollBox label="What differs, table">
          <Table>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ name, left, right }) => (
                <tr key={name}>
                  <RowHead>{paramLabel(name)}</RowHead>
                  <td className="whitespace-normal!">
                    <Part text={left} />
                  </td>
                  <td className="whitespace-normal!">
                    <Part text={right} />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}
