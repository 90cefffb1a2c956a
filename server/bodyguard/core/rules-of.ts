import { toDecimal } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";
import type { ConfirmRules } from "./confirm";

/** Looks come every five minutes, market clock; half of that apart they are two. */
export const LOOK_EVERY_MS = 300_000;
const APART_MS = LOOK_EVERY_MS / 2;
const MINUTE_MS = 60_000;

/** How what was found once is confirmed, by the owner's settings. */
export const confirmRulesOf = ({ bodyguard }: Settings): ConfirmRules => ({
  hysteresis: toDecimal(bodyguard.hysteresis).toNumber(),
  withinMs: bodyguard.confirmMinutes * MINUTE_MS,
  apartMs: APART_MS,
});
