"use client";
import { CircleDashed, Hand, Lock, Pause, Play } from "lucide-react";
import type { BotView } from "@/server/bots/core/bot";
import type { BotHold } from "../live/hold-words";
import { Chip } from "../ui/chip";

const STATES = {
  running: { words: "Running", icon: Play, tone: undefined },
  new: { words: "Waiting", icon: CircleDashed, tone: undefined },
  paused: { words: "Paused", icon: Pause, tone: "warn" },
  quarantined: { words: "Quarantined", icon: Lock, tone: "warn" },
} as const;
const HELD = { words: "Running, held back", icon: Hand, tone: "warn" } as const;

type BotStatusProps = {
  readonly bot: BotView;
  /** what keeps a running bot from trading; null: nothing */
  readonly hold: BotHold | null;
};

/** What a bot does now; where it does not trade, why and by whom, and what to do. */
export function BotStatus({ bot, hold }: BotStatusProps) {
  const { words, icon: Icon, tone } = hold ? HELD : STATES[bot.status];
  const why = hold ? hold.words : bot.status === "running" ? "" : bot.statusReason;
  const title = hold ? `Held back: ${hold.words}. ${hold.todo}` : `${why}, by ${bot.statusBy}`;
  return (
    <span className="inline-flex max-w-56 items-center gap-2">
      <Chip tone={tone} title={why ? title : undefined}>
        <Icon size={11} aria-hidden="true" />
        {words}
        {hold ? <span className="sr-only">: {`${hold.words}. ${hold.todo}`}</span> : null}
      </Chip>
      {why ? (
        <span className="truncate text-text-3 max-tablet:hidden" title={title} aria-hidden={hold !== null}>
          {why}
        </span>
      ) : null}
    </span>
  );
}
