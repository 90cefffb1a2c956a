"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import type { BodyguardStatus, CheckView } from "@/server/bodyguard/core/bodyguard-view";
import { BOOKS } from "@/server/kernel/book";
import { ReadAsOf } from "../live/as-of";
import { useLive } from "../live/live-provider";
import { bookNames } from "../shared/book-names";
import type { LimitToSet } from "../shared/set-limit-dialog";
import { DataTable } from "../table/data-table";
import { useTRPC } from "../trpc/client";
import { Choice } from "../ui/choice";
import { DESK, DESK_COLUMN } from "../ui/desk";
import { Panel } from "../ui/panel";
import { bodyguardAddress } from "./bodyguard-address";
import { checkColumns } from "./check-columns";
import { JudgementKpis } from "./judgement-kpis";
import { RestingPanel } from "./resting-panel";

// fetched when it is first opened
const SetLimitDialog = dynamic(
  () => import("../shared/set-limit-dialog").then(({ SetLimitDialog }) => SetLimitDialog),
  { ssr: false },
);

const READ_AGAIN_MS = 10_000;
const idOf = ({ check }: CheckView) => check;

/** How well it judges, what is watched with the nearest bot of each check, and who rests. */
export function BodyguardPanels({ isOwner }: { readonly isOwner: boolean }) {
  const trpc = useTRPC();
  const shown = useLive((state) => state.view?.book ?? null);
  const [{ book: asked }, change] = useQueryStates(bodyguardAddress);
  const book = asked ?? shown ?? "paper";
  const options = trpc.bodyguard.status.queryOptions({ book });
  const { data } = useQuery({
    ...options,
    refetchInterval: READ_AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  const [changing, setChanging] = useState<LimitToSet | null>(null);
  const columns = useMemo(() => checkColumns(isOwner ? setChanging : null), [isOwner]);
  return (
    <div>
      <JudgementKpis status={data ?? null} />
      <div className={DESK}>
        <div className={DESK_COLUMN}>
          <Panel
            title="What is watched"
            asOf={
              <>
                {watchedWords(data ?? null)} · <ReadAsOf queryKey={options.queryKey} />
              </>
            }
            actions={
              <Choice
                bare
                label="Which book"
                options={BOOKS.map((value) => ({ value, label: bookNames[value] }))}
                value={book}
                onChange={(value) => void change({ book: BOOKS.find((each) => each === value) ?? null })}
              />
            }
          >
            <DataTable
              label="What is watched"
              rows={data?.checks ?? null}
              columns={columns}
              idOf={idOf}
              fit="whole"
            />
          </Panel>
        </div>
        <div className={DESK_COLUMN}>
          <RestingPanel status={data ?? null} isOwner={isOwner} />
        </div>
      </div>
      {changing ? <SetLimitDialog limit={changing} onClose={() => setChanging(null)} /> : null}
    </div>
  );
}

const watchedWords = (status: BodyguardStatus | null): string =>
  status === null ? "loading" : `${status.watched} ${status.watched === 1 ? "bot runs" : "bots run"}`;
