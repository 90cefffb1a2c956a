import { Ban, CircleCheck, CircleDashed, CircleX, Play } from "lucide-react";
import type { BacktestStatus } from "@/server/backtest/core/backtest-view";
import { Chip } from "../../ui/chip";

const STATES = {
  queued: { words: "Queued", icon: CircleDashed, tone: undefined },
  running: { words: "Running", icon: Play, tone: undefined },
  done: { words: "Done", icon: CircleCheck, tone: undefined },
  failed: { words: "Failed", icon: CircleX, tone: "warn" },
  cancelled: { words: "Cancelled", icon: Ban, tone: undefined },
} as const satisfies { readonly [status in BacktestStatus]: unknown };

/** How a backtest stands. Only a failure has a colour. */
export function BacktestState({ status }: { readonly status: BacktestStatus }) {
  const { words, icon: Icon, tone } = STATES[status];
  return (
    <Chip tone={tone}>
      <Icon size={11} aria-hidden="true" />
      {words}
    </Chip>
  );
}

/** Whether its worker still has something to do. */
export const isUnderWay = (status: BacktestStatus): boolean => status === "queued" || status === "running";
