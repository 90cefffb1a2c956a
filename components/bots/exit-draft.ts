// A bot's own exits as text in the form of a new bot, in percent as people say them, and what is sent of them.
import type { z } from "zod";
import type { botExits } from "@/server/positions/core/exit-rules";
import { numberOrText, plainText, toFractionText } from "../ui/typed-text";

export type ExitDraft = {
  /** "mode" is the risk mode's own stop */
  readonly stopKind: "mode" | "percent" | "volatility";
  readonly stop: string;
  readonly candles: string;
  readonly target: string;
  readonly trail: string;
  readonly trailFrom: string;
  readonly even: string;
  /** "2:30, 3:20": at +2 % thirty percent of it, at +3 % twenty */
  readonly partials: string;
  readonly hours: string;
};

export const NO_EXITS: ExitDraft = {
  stopKind: "mode",
  stop: "",
  candles: "14",
  target: "",
  trail: "",
  trailFrom: "",
  even: "",
  partials: "",
  hours: "",
};

type ExitInput = z.input<typeof botExits>;

/** What is sent; nothing where nothing was said. */
export function exitInput(draft: ExitDraft): { readonly exits?: ExitInput } {
  const { target, trail, trailFrom, even, partials, hours } = draft;
  const isSaid = (text: string) => text.trim() !== "";
  const exits: ExitInput = {
    ...stopInput(draft),
    ...(isSaid(target) && { target: toFractionText(target) }),
    ...((isSaid(trail) || isSaid(trailFrom)) && {
      trailing: {
        ratio: toFractionText(trail),
        ...(isSaid(trailFrom) && { offset: toFractionText(trailFrom) }),
      },
    }),
    ...(isSaid(even) && { breakEven: { after: toFractionText(even) } }),
    ...(isSaid(partials) && { partials: partialsOf(partials) }),
    ...(isSaid(hours) && { timeHours: numberOrText(hours) as number }),
  };
  return Object.keys(exits).length === 0 ? {} : { exits };
}

function stopInput({ stopKind, stop, candles }: ExitDraft): Pick<ExitInput, "stop"> {
  if (stopKind === "percent") return { stop: { kind: "percent", ratio: toFractionText(stop) } };
  if (stopKind === "volatility")
    return {
      stop: { kind: "volatility", multiple: plainText(stop), candles: numberOrText(candles) as number },
    };
  return {};
}

const PAIR = /\s*([^:;\s]+)\s*:\s*(\d+(?:\.\d+)?)\s*%?\s*(?:[,;\s]|$)/y;

/** Pairs parted by commas, "2,5:30, 4:20" too; what is none is sent as it is, for the field to be named. */
function partialsOf(text: string): { at: string; share: string }[] {
  const pairs: { at: string; share: string }[] = [];
  PAIR.lastIndex = 0;
  for (let from = 0; from < text.trimEnd().length; from = PAIR.lastIndex) {
    PAIR.lastIndex = from;
    const found = PAIR.exec(text);
    if (!found) return [{ at: text, share: text }];
    pairs.push({ at: toFractionText(found[1] ?? ""), share: toFractionText(found[2] ?? "") });
  }
  return pairs;
}

const FIELDS: readonly (readonly [path: string, field: string])[] = [
  ["exits.stop.candles", "exits.candles"],
  ["exits.stop", "exits.stop"],
  ["exits.target", "exits.target"],
  ["exits.trailing.offset", "exits.trailFrom"],
  ["exits.trailing", "exits.trail"],
  ["exits.breakEven", "exits.even"],
  ["exits.partials", "exits.partials"],
  ["exits.timeHours", "exits.hours"],
];

/** The field that holds a part of the input. */
export const exitFieldOf = (path: string): string =>
  FIELDS.find(([start]) => path === start || path.startsWith(`${start}.`))?.[1] ?? path;
