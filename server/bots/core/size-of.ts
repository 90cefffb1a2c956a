import { toDecimal } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";
import { findStrategy } from "@/server/strategy/core/catalog";
import type { RiskModeName } from "./bot";
import type { SizeFacts } from "./decide-creation";

type Sized = {
  readonly strategy: string;
  readonly params: { readonly [name: string]: unknown };
  readonly riskMode: RiskModeName;
};

/** How large a bot's single entries are, as shares of its capital, and how far below them they must still be sold. */
export function sizeOf({ strategy, params, riskMode }: Sized, settings: Settings): Omit<SizeFacts, "price"> {
  const { positionSize, positionCap, stop } = settings.riskModes[riskMode];
  return {
    positionSize: toDecimal(positionSize).div(lotsOf(strategy, params)),
    positionCap: toDecimal(positionCap),
    stop: toDecimal(stop),
    reserveBuffer: toDecimal(settings.reserveBuffer),
    gapRoom: toDecimal(settings.gapRoom),
  };
}

/** Most entries in one position; each of them is an order of its own. */
function lotsOf(strategy: string, params: Sized["params"]): number {
  const found = findStrategy(strategy);
  const parsed = found?.paramsSchema.safeParse(params);
  return found && parsed?.success ? found.lotsMax(parsed.data) : 1;
}
