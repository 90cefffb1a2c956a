import { commit } from "@/server/audit/commit";
import { findEffect } from "@/server/audit/find-effect";
import { jobContext } from "@/server/audit/job-context";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { planLocalRun } from "@/server/events/core/plan-local-run";
import type { Clocks } from "@/server/kernel/clock";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { spawnBots } from "./spawn-bots";

const JOB = "daily-spawn";

export type DueSpawn = { readonly userId: string; readonly date: string };
export type DailySpawn = { readonly born: number; readonly words: string };

const runIdOf = ({ date }: DueSpawn): string => `${JOB}:${date}`;

/** The owner's day whose look at the fleet is due and was not made, while autopilot is on; after an outage the newest. */
export async function findDueSpawn(clocks: Clocks): Promise<DueSpawn | null> {
  const userId = await findOwnerId();
  if (userId === null) return null;
  const [{ fleet, timeZone }, mode] = await Promise.all([getSettings(userId), getTradingMode(userId)]);
  if (!mode.autopilot || mode.halted || !(mode.paper || mode.live)) return null;
  const run = planLocalRun({ now: clocks.market(), timeZone, hour: fleet.hour, lastDate: null });
  if (!run) return null;
  const due = { userId, date: run.date };
  return (await findEffect(userId, runIdOf(due))) === null ? due : null;
}

/**
 * Fills the fleet towards its target, as far as the day, the slots and the money allow, and writes down why where nothing
 * was born: once an owner's day. A fleet that changed meanwhile is looked at again at the next call.
 */
export async function spawnDaily(clocks: Clocks, due: DueSpawn): Promise<DailySpawn> {
  const ctx = jobContext(clocks, due.userId, JOB, runIdOf(due));
  const spawned = await spawnBots({}, ctx);
  if (spawned.ok)
    return { born: spawned.value.bots.length, words: spawned.value.bots.map(({ name }) => name).join(", ") };
  const { code, message } = spawned.refusal;
  if (code === "stale_write") return { born: 0, words: message };
  await commit(ctx, {
    action: "fleet.checked",
    subject: due.date,
    reason: message,
    detail: { code },
    events: [],
    write: async () => undefined,
  });
  return { born: 0, words: message };
}
