"use client";
import { useQuery } from "@tanstack/react-query";
import type { DetectionView } from "@/server/bodyguard/core/bodyguard-view";
import { bookNames } from "../shared/book-names";
import { useTRPC } from "../trpc/client";
import { Chip } from "../ui/chip";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { type Fact, Facts } from "../ui/facts";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { PanelLoading } from "../ui/panel-state";
import { LEDGER, PART, PART_TITLE } from "../ui/part";
import { ScrollBox } from "../ui/scroll-box";
import { actWords, checkFigure, figureName, outcomeWords, severityNames } from "./detection-words";
import { MarkButtons } from "./mark-buttons";

type DetectionDrawerProps = {
  readonly detectionId: string;
  /** ids of the detections in the table, top to bottom */
  readonly order: readonly string[];
  readonly isOwner: boolean;
  readonly onMove: (detectionId: string) => void;
  readonly onClose: () => void;
};

/** One detection: what was measured, from what, what was done, what came of it, and what its owner says. */
export function DetectionDrawer({ detectionId, isOwner, ...rest }: DetectionDrawerProps) {
  return (
    <Drawer
      name="Detection"
      what="detection"
      current={detectionId}
      {...rest}
      returnTo={() => document.getElementById(`detection-${detectionId}`)}
    >
      {(move) => <Content detectionId={detectionId} isOwner={isOwner} move={move} />}
    </Drawer>
  );
}

type ContentProps = { readonly detectionId: string; readonly isOwner: boolean; readonly move: DrawerMove };

function Content({ detectionId, isOwner, move }: ContentProps) {
  const trpc = useTRPC();
  const { data: one } = useQuery(trpc.bodyguard.show.queryOptions({ detectionId }));
  if (!one)
    return (
      <>
        <DrawerHead title="Detection" move={move} />
        <PanelLoading rows={9} label="Detection" />
      </>
    );
  return (
    <>
      <DrawerHead
        title={`${one.subject}: ${one.title.toLowerCase()}`}
        sentence={`${one.botId ? "It " : ""}${one.reason}.`}
        move={move}
        chip={<Chip>{bookNames[one.book]}</Chip>}
      />
      <ScrollBox className={DRAWER_BODY} label="Detection">
        <section className={PART}>
          <h3 className={PART_TITLE}>
            Evidence <span>{one.window}</span>
          </h3>
          <Evidence one={one} />
        </section>
        <section className={PART}>
          <h3 className={PART_TITLE}>
            What happened <span>market clock</span>
          </h3>
          <Facts facts={stepsOf(one)} />
        </section>
        {one.confirmedAt === null ? null : (
          <section className={PART}>
            <h3 className={PART_TITLE}>Was it right?</h3>
            <MarkButtons key={one.detectionId} one={one} isOwner={isOwner} />
          </section>
        )}
      </ScrollBox>
    </>
  );
}

function Evidence({ one }: { readonly one: DetectionView }) {
  const lines = [
    ["Measured", checkFigure(one.value, one.unit)],
    ["Too much above", checkFigure(one.threshold, one.unit)],
    ...one.figures.map(({ name, value }) => [figureName(name), value] as const),
  ] as const;
  return (
    <table className={LEDGER}>
      <tbody>
        {lines.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="whitespace-normal!">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stepsOf(one: DetectionView): readonly Fact[] {
  const at = (iso: string) => <Moment iso={iso} format="dayClock" />;
  const optional = (name: string, iso: string | null): readonly Fact[] =>
    iso === null ? [] : [[name, at(iso)]];
  return [
    ["Severity", severityNames[one.severity]],
    ...optional("Fault since", one.faultAt),
    ["First look", at(one.firstAt)],
    ...optional("Confirmed", one.confirmedAt),
    ...(one.delayMs === null ? [] : [["Delay", formatAge(one.delayMs)] as const]),
    ["Done", actWords(one)],
    ...optional("Until", one.until),
    ["Outcome", outcomeWords(one)],
    ...optional("Ended", one.endedAt),
  ];
}
