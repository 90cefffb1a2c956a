import type { MarketMs } from "@/server/kernel/clock";

/** What stands of a check on a subject: found once, or confirmed. */
export type Standing = {
  readonly state: "suspected" | "confirmed";
  readonly firstAt: MarketMs;
};

export type Look = {
  readonly at: MarketMs;
  /** null where it cannot be told now */
  readonly value: number | null;
  readonly limit: number;
  /** how many looks it takes */
  readonly looks: 1 | 2;
  /** counts are whole: they do not flicker about a limit, and take no hysteresis */
  readonly whole: boolean;
};

export type ConfirmRules = {
  /** fraction of the limit that a value must fall below it to be over */
  readonly hysteresis: number;
  /** a second look counts within this time of the first */
  readonly withinMs: number;
  /** a look repeated sooner is the same look: a step that ran twice confirms nothing */
  readonly apartMs: number;
};

/**
 * What a look means for a check: `suspect` writes it down, `confirm` asks for the act, `clear` ends what stood because it is
 * below its limit again, `lapse` because nobody could confirm it in time, `keep` and `nothing` leave all as it is.
 */
export type Step = "suspect" | "confirm" | "clear" | "lapse" | "keep" | "nothing";

/** A value is above its limit from the limit on, and stays so until it is below it by the hysteresis. */
export function decideStep(standing: Standing | null, look: Look, rules: ConfirmRules): Step {
  const { value, limit } = look;
  if (standing === null) {
    if (value === null || value <= limit) return "nothing";
    return look.looks === 1 ? "confirm" : "suspect";
  }
  const over = look.whole ? limit : limit * (1 - rules.hysteresis);
  if (value !== null && value <= over) return "clear";
  return standing.state === "suspected" ? decideSuspected(standing, look, rules) : "keep";
}

function decideSuspected({ firstAt }: Standing, { at, value }: Look, rules: ConfirmRules): Step {
  if (at - firstAt > rules.withinMs) return "lapse";
  return value !== null && at - firstAt >= rules.apartMs ? "confirm" : "keep";
}

/** What stands, as a rule reads it; null where nothing does. */
export const standingOf = (
  one: { readonly state: Standing["state"] | "ended"; readonly firstAt: MarketMs } | undefined,
): Standing | null =>
  one === undefined || one.state === "ended" ? null : { state: one.state, firstAt: one.firstAt };
