"use client";
import { useQuery } from "@tanstack/react-query";
import type { StorageView } from "@/server/storage/core/storage-view";
import { useTRPC } from "../trpc/client";
import { UNKNOWN } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";
import { PanelLoading } from "../ui/panel-state";
import { RowHead } from "../ui/row-head";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";

const READ_AGAIN_MS = 60_000;
const MB = 2 ** 20;

/** How large the database is, what of, how fast it grows and where that leads; and what is thinned when. */
export function StoragePanel() {
  const trpc = useTRPC();
  const { data, dataUpdatedAt } = useQuery({
    ...trpc.health.storage.queryOptions(),
    refetchInterval: READ_AGAIN_MS,
  });
  return (
    <Panel
      className="mt-2"
      title="Storage"
      asOf={data ? <Growth storage={data} readAt={dataUpdatedAt} /> : "loading"}
    >
      {data ? (
        <>
          <KindsTable storage={data} />
          <ul className="px-3 py-2 text-text-3">
            {data.policy.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      ) : (
        <PanelLoading rows={6} label="Storage" />
      )}
    </Panel>
  );
}

function Growth({ storage, readAt }: { readonly storage: StorageView; readonly readAt: number }) {
  const { bytes, perDay, in30Days, sinceWallAt } = storage;
  return (
    <>
      {megabytes(bytes)} in all ·{" "}
      {perDay === null || in30Days === null || sinceWallAt === null ? (
        "growth is told after two hours of watching"
      ) : (
        <>
          {signed(perDay)} a day since <Moment iso={sinceWallAt} /> · {megabytes(in30Days)} in 30 days at that
          rate
        </>
      )}{" "}
      · wall clock · as of <Moment iso={readAt ? new Date(readAt).toISOString() : null} />
    </>
  );
}

function KindsTable({ storage }: { readonly storage: StorageView }) {
  return (
    <ScrollBox label="Storage, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className="text-right">
              Size
            </th>
            <th scope="col" className="text-right">
              Share
            </th>
            <th scope="col" className="text-right">
              Growth a day
            </th>
          </tr>
        </thead>
        <tbody>
          {storage.kinds.map(({ kind, label, bytes, share, perDay }) => (
            <tr key={kind}>
              <RowHead>{label}</RowHead>
              <td className="text-right">{megabytes(bytes)}</td>
              <td className="text-right">{(share * 100).toFixed(1)} %</td>
              <td className="text-right">{perDay === null ? UNKNOWN : signed(perDay)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
const signed = (bytes: number): string => `${bytes < 0 ? "−" : "+"}${megabytes(Math.abs(bytes))}`;
