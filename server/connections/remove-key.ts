import type { ActionContext } from "@/server/audit/action-context";
import { listBots } from "@/server/bots/list-bots";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { type Result, refuse } from "@/server/kernel/result";
import type { KeyRef } from "@/server/vault/core/key-input";
import { dropKeyOf } from "@/server/vault/drop-key-of";

/**
 * Removes a key nobody trades with. Refuses with `not_now` while bots trade real orders at that exchange, whose exits
 * need it; with what the vault refuses.
 */
export async function removeKey(ref: KeyRef, ctx: ActionContext): Promise<Result<KeyRef>> {
  const trading = (await listBots(ctx.userId)).filter(
    ({ exchange, book, status, hasOpenPosition }) =>
      exchange === ref.exchange &&
      book !== "paper" &&
      book !== "demo" &&
      (status === "running" || hasOpenPosition),
  );
  if (trading.length > 0) {
    const names = trading
      .slice(0, 3)
      .map(({ name }) => name)
      .join(", ");
    return refuse(
      "not_now",
      `${names} ${trading.length === 1 ? "needs" : "need"} this key at ${exchangeLabel(ref.exchange)} to close what is open. Pause and close there first, or use "Revoke and pause all".`,
    );
  }
  return dropKeyOf(ref, ctx);
}
