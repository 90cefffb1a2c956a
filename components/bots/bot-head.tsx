"use client";
import { useQuery } from "@tanstack/react-query";
import { GraduationCap, Radio, Square } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import type { BotView } from "@/server/bots/core/bot";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { useLive } from "../live/live-provider";
import { useHoldOf } from "../live/use-holds";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { CRUMB, PAGE_TITLE } from "../ui/text";
import { useHydrated } from "../ui/use-hydrated";
import { BotStatus } from "./bot-status";
import { PauseButton } from "./pause-button";

const STAGES = {
  paper_training: "Paper training",
  eligible: "Eligible for live",
  live: "Live",
  demoted: "Demoted",
  archived: "Archived",
} as const satisfies { readonly [stage in BotView["stage"]]: string };

// fetched when they are first opened
const GoLiveDialog = dynamic(() => import("./go-live-dialog").then(({ GoLiveDialog }) => GoLiveDialog), {
  ssr: false,
});
const ResumeDialog = dynamic(() => import("./resume-dialog").then(({ ResumeDialog }) => ResumeDialog), {
  ssr: false,
});

const StopBotDialog = dynamic(() => import("./stop-bot-dialog").then(({ StopBotDialog }) => StopBotDialog), {
  ssr: false,
});

/** A bot of its own that trades on paper. */
const mayGoLive = ({ stage, twinOf }: BotView): boolean =>
  twinOf === null && (stage === "paper_training" || stage === "eligible");

/** The bar of a bot's page: who it is, what it does now, pause, resume, stop and go live. */
export function BotHead({ botId }: { readonly botId: string }) {
  const trpc = useTRPC();
  // not the page's own query: asked for here first, it would be empty when the page wakes with what the server drew
  const { data: bots } = useQuery({ ...trpc.bots.list.queryOptions({}), throwOnError: false });
  const known = bots?.find((each) => each.botId === botId);
  const bot = useHydrated() ? known : undefined;
  const named = useLive((state) => state.view?.bots.find((each) => each.botId === botId)?.name ?? null);
  const holds = useLive((state) => state.view?.positions.some((each) => each.botId === botId) ?? false);
  const holdOf = useHoldOf();
  const [goingLive, setGoingLive] = useState<BotView | null>(null);
  const [stopping, setStopping] = useState<BotView | null>(null);
  const [resuming, setResuming] = useState<BotView | null>(null);
  return (
    <>
      <h1 className={cn(PAGE_TITLE, "min-w-0 shrink truncate desk:min-w-32")}>
        <Link className={cn(CRUMB, "hover:underline max-tablet:hidden")} href="/bots">
          Bots
        </Link>
        <span className={cn(CRUMB, "max-tablet:hidden")}> / </span>
        {bot?.name ?? named ?? "Bot"}
      </h1>
      {bot ? (
        <>
          <Chip className="max-desk:hidden">
            <GraduationCap size={12} aria-hidden="true" />
            {STAGES[bot.stage]}
          </Chip>
          <BotStatus bot={bot} hold={holdOf(bot)} />
          {/* the first to give way where the bar is full */}
          <span className="min-w-0 shrink-[999] truncate max-desk:hidden text-small whitespace-nowrap text-text-3">
            {exchangeLabel(bot.exchange)} · {bot.strategy} v{bot.version} · {bot.riskMode}
          </span>
          <PauseButton bot={bot} onResume={setResuming} />
          {bot.status === "running" || holds ? (
            <Button size="small" onClick={() => setStopping(bot)}>
              <Square size={12} aria-hidden="true" />
              <span className="max-tablet:sr-only">Stop and sell…</span>
            </Button>
          ) : null}
          {mayGoLive(bot) ? (
            <Button size="small" onClick={() => setGoingLive(bot)}>
              <Radio size={12} aria-hidden="true" />
              <span className="max-tablet:sr-only">Go live…</span>
            </Button>
          ) : null}
        </>
      ) : null}
      {goingLive ? (
        <GoLiveDialog key={goingLive.botId} bot={goingLive} onClose={() => setGoingLive(null)} />
      ) : null}
      {stopping ? (
        <StopBotDialog key={stopping.botId} bot={stopping} onClose={() => setStopping(null)} />
      ) : null}
      {resuming ? (
        <ResumeDialog key={resuming.botId} bot={resuming} onClose={() => setResuming(null)} />
      ) : null}
    </>
  );
}
