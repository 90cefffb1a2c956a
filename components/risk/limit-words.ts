import type { LimitGroup, LimitLine } from "@/server/limits/core/limit-line";
import { formatCount, formatPercent, formatReading, UNKNOWN } from "../ui/format-number";

export const groupNames: { readonly [group in LimitGroup]: string } = {
  fleet: "Fleet",
  book: "Losses",
  coin: "Coins",
  exchange: "Exchanges",
  bot: "Bots",
  pace: "Pace",
};

export const stateNames: { readonly [state in LimitLine["state"]]: string } = {
  reached: "Reached",
  near: "Near",
  ok: "Free",
  unknown: "Unknown",
};

/** A limit's figure in its own unit: "4.50 %", "12", "1.5 s". */
export function limitFigure(text: string | null, unit: LimitLine["unit"]): string {
  if (text === null) return UNKNOWN;
  if (unit === "ratio") return formatPercent(text, { signed: false });
  return unit === "seconds" ? `${formatReading(text)} s` : formatCount(Number(text));
}
