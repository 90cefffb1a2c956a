import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { getTradingMode, type TradingModeView } from "./get-trading-mode";
import { saveLiveMode } from "./store";

/** What turning live trading on would change. Refuses with `not_now` where it is on, or an emergency stop holds. */
export async function previewLiveOn(ctx: ActionContext): Promise<Result<Preview>> {
  const mode = await getTradingMode(ctx.userId);
  const refused = refuseOn(mode);
  if (refused) return refused;
  return accept({
    title: "Turn live trading on",
    changes: [
      {
        label: "Live bots",
        now: "enter nothing",
        after: "may enter, with what they were given at their exchanges",
      },
    ],
    checks: [
      { words: "The emergency stop is off", ok: !mode.halted },
      { words: "New entries are allowed", ok: !mode.entriesStopped },
    ],
    stateHash: sha256(toCanonicalJson({ mode })),
  });
}

/** Lets live bots enter. Refuses with `not_now` where it is on already, or while the emergency stop holds. */
export async function turnLiveOn(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const refused = refuseOn(await getTradingMode(ctx.userId));
  return refused ?? save(ctx, true);
}

/** Live bots enter nothing more; their exits go on. Refuses with `not_now` where it is off already. */
export async function turnLiveOff(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const { live } = await getTradingMode(ctx.userId);
  return live ? save(ctx, false) : refuse("not_now", "Live trading is off already.");
}

function refuseOn({ live, halted }: TradingModeView): Result<never> | null {
  if (live) return refuse("not_now", "Live trading is on already.");
  if (halted) return refuse("not_now", "The emergency stop is on. Clear it first.");
  return null;
}

async function save(ctx: ActionContext, live: boolean): Promise<Result<TradingModeView>> {
  const words = live ? "on" : "off";
  const saved = await commit(ctx, {
    action: "mode.changed",
    subject: "live",
    reason: `live trading turned ${words}`,
    detail: { live },
    events: [{ name: "mode/changed", data: { live } }],
    write: (tx) => saveLiveMode(tx, { userId: ctx.userId, live, wallNow: ctx.wallNow }),
  });
  return saved.ok ? accept(await getTradingMode(ctx.userId)) : saved;
}
