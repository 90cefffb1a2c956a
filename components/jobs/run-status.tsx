import { Ban, CircleCheck, CircleDashed, CircleX, Play } from "lucide-react";
import type { JobRunStatus } from "@/server/jobs/core/job-view";
import { Chip } from "../ui/chip";

const STATES = {
  queued: { words: "Queued", icon: CircleDashed, tone: undefined },
  running: { words: "Running", icon: Play, tone: undefined },
  completed: { words: "Completed", icon: CircleCheck, tone: undefined },
  failed: { words: "Failed", icon: CircleX, tone: "warn" },
  cancelled: { words: "Cancelled", icon: Ban, tone: undefined },
} as const;

/** How a run stands. Only a failure has a colour. */
export function RunStatus({ status }: { readonly status: JobRunStatus }) {
  const { words, icon: Icon, tone } = STATES[status];
  return (
    <Chip tone={tone}>
      <Icon size={11} aria-hidden="true" />
      {words}
    </Chip>
  );
}
