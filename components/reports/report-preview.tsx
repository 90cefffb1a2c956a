"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReportKind } from "@/server/reports/core/report-kinds";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Modal } from "../ui/modal";
import { PanelLoading } from "../ui/panel-state";
import { LetterFrame } from "./letter-frame";
import { reportKindNames } from "./report-words";

type Props = { readonly kind: ReportKind; readonly onClose: () => void };

/** The newest report of a kind as it would be mailed now. */
export function ReportPreview({ kind, onClose }: Props) {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.report.preview.queryOptions({ kind }, { retry: false }));
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${reportKindNames[kind]} report, preview`}
      description="As it would be mailed now. Nothing is kept or sent."
    >
      {data ? <LetterFrame letter={data} /> : null}
      {error ? (
        <p role="alert" className="text-body">
          {sentenceOf(error)}
        </p>
      ) : null}
      {data || error ? null : <PanelLoading rows={9} label="Preview" />}
    </Modal>
  );
}
