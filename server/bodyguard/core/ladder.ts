import type { Settings } from "@/server/settings/core/settings";

const HOUR_MS = 3_600_000;

/** One step of the ladder of quarantines: how long it lasts at least; null: the bot is archived. */
export type Rung = { readonly number: number; readonly restMs: number | null };

/** The step after so many quarantines that still count. */
export function rungAfter(counted: number, { ladder }: Settings["bodyguard"]): Rung {
  const hours = [ladder.first, ladder.second, ladder.third][counted];
  return { number: counted + 1, restMs: hours === undefined ? null : hours * HOUR_MS };
}
