import type { Session } from "@/server/auth/check-session";
import { clientAddress } from "@/server/auth/client-address";
import { getSession } from "@/server/auth/get-session";
import { type MarketMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { readMarketNow } from "@/server/market/market-now";
import { env } from "@/server/platform/env";
import { isSameSite } from "./is-same-site";

/** What every procedure knows of the request it answers. */
export type RequestContext = {
  readonly session: Session | null;
  readonly wallNow: WallMs;
  readonly readMarketNow: () => Promise<MarketMs>;
  readonly ip: string;
  /** the request comes from this site's own pages, as far as a browser tells */
  readonly sameSite: boolean;
};

/** Reads session, clocks and origin of a request. */
export async function createRequestContext(request: Request): Promise<RequestContext> {
  const wallNow = wallMs(Date.now());
  return {
    session: await getSession(),
    wallNow,
    readMarketNow: () => readMarketNow(wallNow),
    ip: clientAddress(request.headers),
    sameSite: isSameSite(request.headers, env().NEXTAUTH_URL),
  };
}
