import { randomUUID } from "node:crypto";
import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import type { Heal } from "./core/plan-heals";
import { type HealingParts, writeHeal } from "./create-healing";

/**
 * Writes down that the worker before this one ended and that the supervisor started it again; tells it, and that it is
 * over. `words` are its last ones, `lastBeat` its last sign of life.
 */
export async function recordWorkerEnd(
  parts: Pick<HealingParts, "clocks" | "userId" | "tell" | "untell">,
  words: string,
  lastBeat: BeatFact | null,
): Promise<void> {
  const now = parts.clocks.wall();
  const foundAt = lastBeat === null || lastBeat.wallAt > now ? now : lastBeat.wallAt;
  const heal: Heal = {
    healId: randomUUID(),
    finding: {
      part: "worker",
      subject: "",
      words: `The worker ended: ${words}`,
      todo: "Look at the worker's log if it happens again. Stops at exchanges held meanwhile.",
      acts: ["restart_worker"],
      about: [],
      severity: "high",
      atOnce: true,
    },
    foundAt,
    tries: [
      {
        act: "restart_worker",
        at: now,
        durationMs: now - foundAt,
        ok: true,
        said: "started again by the supervisor",
      },
    ],
    toldAt: now,
    endedAt: now,
    outcome: "healed",
  };
  await writeHeal(parts, heal, "heal.ended");
  await parts.tell?.(heal);
  await parts.untell?.(heal);
}
