import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { WallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";

/** How long a browser stays known after it last signed in. Wall clock. */
export const KNOWN_BROWSER_MS = 180 * 86_400_000;
const LENGTH_MAX = 1_024;

const claims = z.strictObject({
  uid: z.uuid(),
  /** one browser, also over many sign-ins */
  bid: z.uuid(),
  /** the account's session epoch: a changed password makes every browser a stranger again */
  epoch: z.number().int(),
  at: z.number().int(),
});
export type KnownBrowser = z.output<typeof claims>;

/** What a browser keeps after it signed in: signed, bound to the account and to its password of that time. */
export function issueKnownBrowser(
  user: { id: string; sessionEpoch: number },
  before: KnownBrowser | null,
  wallNow: WallMs,
): string {
  const bid = before?.uid === user.id ? before.bid : randomUUID();
  const made: KnownBrowser = { uid: user.id, bid, epoch: user.sessionEpoch, at: wallNow };
  const text = Buffer.from(JSON.stringify(made)).toString("base64url");
  return `${text}.${sign(text)}`;
}

/** What a browser shows, when we signed it and it is not too old; null for anything else. Costs one hash. */
export function readKnownBrowser(token: string | undefined, wallNow: WallMs): KnownBrowser | null {
  if (!token || token.length > LENGTH_MAX) return null;
  const [text = "", signature = ""] = token.split(".");
  const wanted = Buffer.from(sign(text));
  const given = Buffer.from(signature);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed = claims.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  if (!parsed.success || wallNow - parsed.data.at >= KNOWN_BROWSER_MS) return null;
  return parsed.data;
}

// a key of its own, so that no other signature of this installation ever passes for one
const sign = (text: string): string => {
  const key = createHmac("sha256", env().NEXTAUTH_SECRET).update("amarktai known browser").digest();
  return createHmac("sha256", key).update(text).digest("base64url");
};
