"use client";
import { useQuery } from "@tanstack/react-query";
import { bookNames } from "../shared/book-names";
import { DeliveryLines } from "../shared/delivery-lines";
import { useTRPC } from "../trpc/client";
import { Chip } from "../ui/chip";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { PanelLoading } from "../ui/panel-state";
import { PART, PART_TITLE } from "../ui/part";
import { ScrollBox } from "../ui/scroll-box";
import { LetterFrame } from "./letter-frame";
import { reportKindNames } from "./report-words";

type ReportDrawerProps = {
  readonly reportId: string;
  /** ids of the reports in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (reportId: string) => void;
  readonly onClose: () => void;
};

/** One report as it was mailed, and what became of its mail. */
export function ReportDrawer({ reportId, ...rest }: ReportDrawerProps) {
  return (
    <Drawer
      name="Report"
      what="report"
      current={reportId}
      {...rest}
      returnTo={() => document.getElementById(`report-${reportId}`)}
    >
      {(move) => <Content reportId={reportId} move={move} />}
    </Drawer>
  );
}

function Content({ reportId, move }: { readonly reportId: string; readonly move: DrawerMove }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.report.show.queryOptions({ reportId }));
  if (!data)
    return (
      <>
        <DrawerHead title="Report" move={move} />
        <PanelLoading rows={9} label="Report" />
      </>
    );
  const { report, letter } = data;
  return (
    <>
      <DrawerHead
        title={`${reportKindNames[report.kind]}: ${report.words}`}
        sentence={report.summary}
        move={move}
        chip={<Chip>{bookNames[report.book]}</Chip>}
      />
      <ScrollBox className={DRAWER_BODY} label="Report">
        <section className={PART}>
          <h3 className={PART_TITLE}>As it is mailed</h3>
          <LetterFrame letter={letter} />
        </section>
        <section className={PART}>
          <h3 className={PART_TITLE}>Its mail</h3>
          {report.deliveries.length === 0 ? (
            <p className="text-small text-text-2">No channel of mail was on when it was made.</p>
          ) : (
            <DeliveryLines deliveries={report.deliveries} />
          )}
        </section>
      </ScrollBox>
    </>
  );
}
