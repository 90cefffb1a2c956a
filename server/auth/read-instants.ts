import { wallMs } from "@/server/kernel/clock";
import { readMarketNow } from "@/server/market/market-now";
import type { Instants } from "./system-context";

/** Both clocks at this moment. */
export async function readInstants(): Promise<Instants> {
  const wallNow = wallMs(Date.now());
  return { wallNow, marketNow: await readMarketNow(wallNow) };
}
