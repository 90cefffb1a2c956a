import { CircleDashed, Lock, Pause, Play } from "lucide-react";
import type { BotView } from "@/server/bots/core/bot";

const STATES = {
  running: { words: "Running", icon: Play, tone: undefined },
  new: { words: "Waiting", icon: CircleDashed, tone: undefined },
  paused: { words: "Paused", icon: Pause, tone: "warn" },
  quarantined: { words: "Quarantined", icon: Lock, tone: "warn" },
} as const;

/** What a bot does now; where it does not trade, why and by whom. */
export function BotStatus({ bot }: { readonly bot: BotView }) {
  const { words, icon: Icon, tone } = STATES[bot.status];
  const why = bot.status === "running" ? "" : bot.statusReason;
  return (
    <span className="inline-flex max-w-64 items-center gap-2">
      <span className="chip" data-tone={tone}>
        <Icon size={11} aria-hidden="true" />
        {words}
      </span>
      {why ? (
        <span className="truncate text-text-3 phone-hide" title={`${why}, by ${bot.statusBy}`}>
          {why}
        </span>
      ) : null}
    </span>
  );
}
