import type { BotExits } from "@/server/positions/core/exit-rules";
import type { Fact } from "../ui/facts";
import { formatPercent } from "../ui/format-number";

const share = (ratio: string) => formatPercent(ratio, { signed: false });
const gain = (ratio: string) => formatPercent(ratio, { signed: true });

type Standards = { readonly stop: string; readonly target: string; readonly trailing: string };

/** What sells a bot's positions, a line each: its own exits, and its owner's settings where it has none. */
export function exitFacts(exits: BotExits | null, standards: Standards): readonly Fact[] {
  const { trailing, breakEven, partials = [], timeHours } = exits ?? {};
  const offset = trailing && Number(trailing.offset) > 0 ? `, from ${gain(trailing.offset)}` : "";
  const facts: Fact[] = [
    ["Stop", stopWords(exits, standards.stop)],
    [
      "Target",
      `${share(exits?.target ?? standards.target)}, trailing ${share(trailing?.ratio ?? standards.trailing)}${offset}`,
    ],
  ];
  if (breakEven) facts.push(["Break-even", `from ${gain(breakEven.after)}, keeps ${share(breakEven.keep)}`]);
  if (partials.length > 0)
    facts.push([
      "Partial targets",
      partials.map((part) => `${share(part.share)} at ${gain(part.at)}`).join(", "),
    ]);
  if (timeHours) facts.push(["Time stop", `after ${timeHours} h`]);
  return facts;
}

function stopWords(exits: BotExits | null, standard: string): string {
  const stop = exits?.stop;
  if (stop?.kind === "volatility")
    return `${stop.multiple} × the average range of ${stop.candles} candles below entry`;
  return `${share(stop?.ratio ?? standard)} below entry`;
}
