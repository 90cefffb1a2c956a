import { openAccount, openMarketData } from "@/server/exchange/open-exchange";
import type { Dialler } from "./test-keys";

/** Reaches exchanges by their adapters. */
export const dial: Dialler = { openMarketData, openAccount };
