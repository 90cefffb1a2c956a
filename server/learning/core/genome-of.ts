import type { Json } from "@/server/audit/core/canonical-json";
import { fromText } from "@/server/backtest/core/plain-number";
import { type BotExits, botExits } from "@/server/positions/core/exit-rules";
import type { Settings } from "@/server/settings/core/settings";
import type { Strategy } from "@/server/strategy/core/strategy";
import type { Proposal } from "./draw-proposals";
import type { Genome } from "./knobs";

export type BotFacts = {
  readonly params: { readonly [name: string]: unknown };
  readonly exits: BotExits | null;
  readonly riskMode: keyof Settings["riskModes"];
};

/** Whether a replay knows a bot's exits: break-even, partial targets and stops by volatility it does not. */
export const canReplay = (exits: BotExits | null): boolean =>
  exits === null ||
  (exits.stop?.kind !== "volatility" &&
    exits.breakEven === null &&
    exits.partials.length === 0 &&
    (exits.trailing === null || exits.trailing.offset === "0"));

/** What a bot trades with: its own exits, else its owner's. */
export function genomeOf({ params, exits, riskMode }: BotFacts, settings: Settings): Genome {
  const stop = exits?.stop?.kind === "percent" ? exits.stop.ratio : settings.riskModes[riskMode].stop;
  return {
    params,
    stop: fromText(stop),
    target: fromText(exits?.target ?? settings.takeProfit),
  };
}

/** The settings a bot is replayed by, its own trailing and time stop among them. */
export const replaySettingsOf = ({ exits }: Pick<BotFacts, "exits">, settings: Settings) => ({
  riskModes: settings.riskModes,
  trailingStop: exits?.trailing?.ratio ?? settings.trailingStop,
  timeStopHours: exits?.timeHours ?? settings.timeStopHours,
});

/** A bot's parameters and exits with some knobs turned; what was not turned stays as it is written. */
export function toChanged(
  { params, exits }: BotFacts,
  strategy: Strategy,
  proposal: Proposal,
): { readonly params: { readonly [name: string]: Json }; readonly exits: BotExits | null } {
  const turned = Object.entries(proposal).flatMap(([name, value]) =>
    name.startsWith("params.") ? [[name.slice("params.".length), value] as const] : [],
  );
  const { stop, target } = proposal;
  const own = stop === undefined && target === undefined ? exits : (exits ?? botExits.parse({}));
  return {
    params: strategy.paramsSchema.parse({ ...params, ...Object.fromEntries(turned) }) as {
      readonly [name: string]: Json;
    },
    exits: own && {
      ...own,
      ...(stop === undefined ? {} : { stop: { kind: "percent" as const, ratio: ratioText(stop) } }),
      ...(target === undefined ? {} : { target: ratioText(target) }),
    },
  };
}

const ratioText = (value: number): string => value.toFixed(6).replace(/\.?0+$/, "");
