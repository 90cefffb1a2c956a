import { Ban, CircleCheck, CircleDashed, CircleX, Play } from "lucide-react";
import { Chip } from "../ui/chip";

const STATES = {
  queued: { words: "Queued", icon: CircleDashed, tone: undefined },
  running: { words: "Running", icon: Play, tone: undefined },
  done: { words: "Done", icon: CircleCheck, tone: undefined },
  completed: { words: "Completed", icon: CircleCheck, tone: undefined },
  failed: { words: "Failed", icon: CircleX, tone: "warn" },
  cancelled: { words: "Cancelled", icon: Ban, tone: undefined },
} as const;

/** How a backtest or the run of a job stands. Only a failure has a colour. */
export function WorkState({ status }: { readonly status: keyof typeof STATES }) {
  const { words, icon: Icon, tone } = STATES[status];
  return (
    <Chip tone={tone}>
      <Icon size={11} aria-hidden="true" />
      {words}
    </Chip>
  );
}
