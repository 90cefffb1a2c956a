import { foldRefusal } from "@/server/audit/fold-refusal";
import type { Refusal } from "@/server/kernel/result";
import { addressGroup } from "./client-address";
import { findOwner } from "./store";
import { type Instants, systemContext } from "./system-context";

/** Writes down, for the owner to read, that somebody at a door was refused; folded per address. */
export const auditRefusal = (
  refused: { door: "sign-in" | "welcome"; action: string; refusal: Refusal; ip: string },
  now: Instants,
): Promise<void> =>
  foldRefusal({
    action: refused.action,
    refusal: refused.refusal,
    by: addressGroup(refused.ip),
    detail: { ip: refused.ip.slice(0, 64) },
    wallNow: now.wallNow,
    entry: async () => {
      const owner = await findOwner();
      if (!owner) return null;
      const ctx = systemContext({ id: refused.door, userId: owner.id, channel: "web" }, now);
      return { ctx, subject: owner.id };
    },
  });
