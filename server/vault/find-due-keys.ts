import type { WallMs } from "@/server/kernel/clock";
import type { ExchangeKey } from "./core/exchange-key";
import { findAskedKeys, findKeysNotTestedSince } from "./store";

/** Keys somebody waits for the test of, the longest waiting first. */
export const listAskedKeys = (): Promise<readonly ExchangeKey[]> => findAskedKeys();

/** Keys whose last test is from before an instant, or that never had one. */
export const listKeysTestedBefore = (since: WallMs): Promise<readonly ExchangeKey[]> =>
  findKeysNotTestedSince(since);
