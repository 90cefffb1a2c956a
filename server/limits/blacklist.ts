import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { changeSetting } from "@/server/settings/change-setting";
import { getSettings } from "@/server/settings/get-settings";
import type { BlacklistInput } from "./core/limit-inputs";

/** Coins and markets that no bot enters, in alphabetical order. */
export type BlacklistView = { readonly lines: readonly string[] };

const LINES_MAX = 500;

export const listBlacklist = async (userId: string): Promise<BlacklistView> => ({
  lines: [...(await getSettings(userId)).blacklist].sort(),
});

/** No bot enters that coin, or that market, any more. Asked again it changes nothing. Refuses a full list. */
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
  return change(ctx, `${symbol} is blacklisted`, (lines) => [...new Set([...lines, symbol])].sort());
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
  return change(ctx, `${symbol} is off the blacklist`, (lines) => lines.filter((line) => line !== symbol));
}

const refuseUnlisted = (symbol: string): Result<never> =>
  refuse("not_found", `${symbol} is not on the blacklist.`, "symbol");

async function change(
  ctx: ActionContext,
  reason: string,
  next: (lines: readonly string[]) => readonly string[],
): Promise<Result<BlacklistView>> {
  const saved = await changeSetting(ctx, {
    path: ["blacklist"],
    next: (now) => next(now as readonly string[]),
    reason: () => reason,
  });
  return saved.ok ? accept({ lines: [...saved.value.blacklist].sort() }) : saved;
}
