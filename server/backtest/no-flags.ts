import { nearestName } from "@/server/kernel/nearest-name";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import type { CandleFile } from "./candle-files/read-candles";

/** Why the flags of a file cannot be traded: it has none, or columns whose names were most likely meant. */
export const noFlags = (file: CandleFile): string =>
  `${file.file} has no columns enter_long and exit_long for the strategy "${flagStrategy.id}".${nearFlags(file)}`;

const FLAG_NAMES = ["enter_long", "exit_long"];

/** Names of columns that were most likely meant. */
function nearFlags({ others }: CandleFile): string {
  const near = others.flatMap((name) => {
    const meant = nearestName(name, FLAG_NAMES);
    return meant === null ? [] : [`"${name.slice(0, 40)}" to ${meant}`];
  });
  return near.length === 0 ? "" : ` Rename ${near.slice(0, 2).join(" and ")}.`;
}
