import { didYouMean } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { findStrategy, strategyIds } from "./catalog";
import type { Strategy } from "./strategy";

/** The strategy somebody named; refused with those there are, and the nearest. */
export function chooseStrategy(id: string): Result<Strategy> {
  const strategy = findStrategy(id);
  if (strategy) return accept(strategy);
  const known = strategyIds();
  return refuse(
    "invalid",
    `There is no strategy "${id.slice(0, 40)}": choose one of ${known.join(", ")}.${didYouMean(id, known)}`,
    "strategy",
  );
}
