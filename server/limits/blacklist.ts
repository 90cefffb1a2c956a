import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { writeEntriesAskedBack } from "@/server/execution/cancel/cancel-entries";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { WriteTx } from "@/server/platform/db";
import { changeSetting } from "@/server/settings/change-setting";
import { getSettings } from "@/server/settings/get-settings";
import type { BlacklistInput } from "./core/limit-inputs";

/** Coins and markets that no bot enters, in alphabetical order. */
export type BlacklistView = { readonly lines: readonly string[] };

const LINES_MAX = 500;

export const listBlacklist = async (userId: string): Promise<BlacklistView> => ({
  lines: [...(await getSettings(userId)).blacklist].sort(),
});

/**
 * No bot enters that coin, or that market, any more: what waits to be sent there is dropped, what rests is asked back, as
 * the emergency stop does for all. Asked again it changes nothing. Refuses a full list.
 */
export async function addToBlacklist(
  { symbol }: BlacklistInput,
  ctx: ActionContext,
): Promise<Result<BlacklistView>> {
  const { blacklist } = await getSettings(ctx.userId);
  if (blacklist.length >= LINES_MAX && !blacklist.includes(symbol))
    return refuse(
      "limit_reached",
      `The blacklist has ${LINES_MAX} lines, the most it takes. Remove one first.`,
    );
  return change(ctx, {
    reason: `${symbol} is blacklisted`,
    next: (lines) => [...new Set([...lines, symbol])].sort(),
    also: (tx) => writeEntriesAskedBack(tx, ctx, "blacklisted", symbol),
  });
}

/** What taking a line off would change. Refuses with `not_found` where it is not on the list. */
export async function previewRemove(
  { symbol }: BlacklistInput,
  ctx: ActionContext,
): Promise<Result<Preview>> {
  const { blacklist } = await getSettings(ctx.userId);
  if (!blacklist.includes(symbol)) return refuseUnlisted(symbol);
  return accept({
    title: "Take off the blacklist",
    changes: [{ label: symbol, now: "no bot enters it", after: "bots may enter it again" }],
    checks: [],
    stateHash: sha256(toCanonicalJson({ blacklist: [...blacklist] })),
  });
}

/** Bots may enter it again. Refuses with `not_found` where it is not on the list. */
export async function removeFromBlacklist(
  { symbol }: BlacklistInput,
  ctx: ActionContext,
): Promise<Result<BlacklistView>> {
  if (!(await getSettings(ctx.userId)).blacklist.includes(symbol)) return refuseUnlisted(symbol);
  return change(ctx, {
    reason: `${symbol} is off the blacklist`,
    next: (lines) => lines.filter((line) => line !== symbol),
  });
}

const refuseUnlisted = (symbol: string): Result<never> =>
  refuse("not_found", `${symbol} is not on the blacklist.`, "symbol");

type Change = {
  readonly reason: string;
  readonly next: (lines: readonly string[]) => readonly string[];
  readonly also?: (tx: WriteTx) => Promise<unknown>;
};

async function change(ctx: ActionContext, { reason, next, also }: Change): Promise<Result<BlacklistView>> {
  const saved = await changeSetting(ctx, {
    path: ["blacklist"],
    next: (now) => next(now as readonly string[]),
    reason: () => reason,
    ...(also && { also }),
  });
  return saved.ok ? accept({ lines: [...saved.value.blacklist].sort() }) : saved;
}
