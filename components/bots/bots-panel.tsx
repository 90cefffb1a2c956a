"use client";
import { useQuery } from "@tanstack/react-query";
import { Bot, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useQueryState } from "nuqs";
import { useState } from "react";
import type { BotView } from "@/server/bots/core/bot";
import { AsOf } from "../live/as-of";
import { useFreshness } from "../live/use-freshness";
import { useTRPC } from "../trpc/client";
import { parseAsFlag } from "../ui/address-parts";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { LINK } from "../ui/text";
import { BotsTable } from "./bots-table";
import { WaitingPanel } from "./waiting-panel";

// fetched when it is first asked for: the page need not wait for what forms are made of
const CreateBotDialog = dynamic(
  () => import("./create-bot-dialog").then(({ CreateBotDialog }) => CreateBotDialog),
  { ssr: false },
);

// fetched when it is first opened
const ResumeDialog = dynamic(() => import("./resume-dialog").then(({ ResumeDialog }) => ResumeDialog), {
  ssr: false,
});

/** The fleet as a table: create, pause, resume. */
export function BotsPanel() {
  const trpc = useTRPC();
  const { data: bots } = useQuery(trpc.bots.list.queryOptions({}));
  const [creating, setCreating] = useQueryState("create", parseAsFlag);
  const [resuming, setResuming] = useState<BotView | null>(null);
  const { freshness } = useFreshness();
  const create = (
    <Button kind="primary" size="small" onClick={() => void setCreating(true)}>
      <Plus size={14} aria-hidden="true" />
      Create bot…
    </Button>
  );
  return (
    <>
      {resuming ? null : <WaitingPanel />}
      <Panel
        title="Bots"
        age={freshness}
        asOf={
          bots ? (
            <>
              {bots.length} · return since funding · <AsOf />
            </>
          ) : (
            "loading"
          )
        }
        actions={bots && bots.length > 0 ? create : null}
      >
        {bots?.length === 0 ? (
          <PanelEmpty icon={Bot} title="No bots yet" action={create}>
            A bot trades one market on one exchange with capital of its own. Create one and it looks for its
            first entry at the close of the next candle. Its capital comes from the paper money of its
            exchange: without any,{" "}
            <Link className={LINK} href="/wallet">
              put some in
            </Link>{" "}
            first.
          </PanelEmpty>
        ) : (
          <BotsTable bots={bots ?? null} onResume={setResuming} />
        )}
      </Panel>
      {creating ? <CreateBotDialog onClose={() => void setCreating(null)} /> : null}
      {resuming ? (
        <ResumeDialog key={resuming.botId} bot={resuming} onClose={() => setResuming(null)} />
      ) : null}
    </>
  );
}
