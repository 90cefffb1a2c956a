import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Refusal, type Result, refuse } from "@/server/kernel/result";
import { getTradingMode, type TradingModeView } from "./get-trading-mode";
import { type ModeSwitch, saveModeSwitch } from "./store";

const HALTED: Refusal = { code: "not_now", message: "The emergency stop is on. Clear it first." };

/** What turning live trading on would change. Refuses with `not_now` where it is on, or an emergency stop holds. */
export async function previewLiveOn(ctx: ActionContext): Promise<Result<Preview>> {
  const mode = await getTradingMode(ctx.userId);
  const refused = refuseLive(mode);
  if (refused) return { ok: false, refusal: refused };
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
  const refused = refuseLive(await getTradingMode(ctx.userId));
  return refused ? { ok: false, refusal: refused } : save(ctx, "live", true);
}

/** Live bots enter nothing more; their exits go on. Refuses with `not_now` where it is off already. */
export async function turnLiveOff(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const { live } = await getTradingMode(ctx.userId);
  return live ? save(ctx, "live", false) : refuse("not_now", "Live trading is off already.");
}

/** Paper and demo bots may enter. Refuses with `not_now` where they may already. */
export async function turnPaperOn(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const { paper } = await getTradingMode(ctx.userId);
  return paper ? refuse("not_now", "Paper trading is on already.") : save(ctx, "paper", true);
}

/** Paper and demo bots enter nothing more; their exits go on. Refuses with `not_now` where it is off already. */
export async function turnPaperOff(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const { paper } = await getTradingMode(ctx.userId);
  return paper ? save(ctx, "paper", false) : refuse("not_now", "Paper trading is off already.");
}

/** What turning autopilot on would change. Refuses with `not_now` where it is on, or an emergency stop holds. */
export async function previewAutopilotOn(ctx: ActionContext): Promise<Result<Preview>> {
  const mode = await getTradingMode(ctx.userId);
  const refused = refuseAutopilot(mode);
  if (refused) return { ok: false, refusal: refused };
  return accept({
    title: "Turn autopilot on",
    changes: [
      {
        label: "Promotion, learning and the fleet's growth",
        now: "are proposed, and wait for you",
        after: "act by themselves, under the same gates and limits",
      },
    ],
    checks: [{ words: "The emergency stop is off", ok: !mode.halted }],
    stateHash: sha256(toCanonicalJson({ mode })),
  });
}

/** Nightly work acts by itself. Refuses with `not_now` where it does already, or while the emergency stop holds. */
export async function turnAutopilotOn(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const refused = refuseAutopilot(await getTradingMode(ctx.userId));
  return refused ? { ok: false, refusal: refused } : save(ctx, "autopilot", true);
}

/** Nightly work only proposes. Refuses with `not_now` where it does already. */
export async function turnAutopilotOff(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const { autopilot } = await getTradingMode(ctx.userId);
  return autopilot ? save(ctx, "autopilot", false) : refuse("not_now", "Autopilot is off already.");
}

/**
 * No bot enters any more, on any book; stops and exits go on. Entries that rest are taken back by the worker within
 * seconds. Asked again it changes nothing: whoever wants risk reduced is never refused.
 */
export async function stopEntries(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const mode = await getTradingMode(ctx.userId);
  return mode.entriesStopped ? accept(mode) : save(ctx, "entriesStopped", true);
}

/** What allowing entries again would change. Refuses with `not_now` where they are allowed, or a stop holds. */
export async function previewAllowEntries(ctx: ActionContext): Promise<Result<Preview>> {
  const mode = await getTradingMode(ctx.userId);
  const refused = refuseEntries(mode);
  if (refused) return { ok: false, refusal: refused };
  return accept({
    title: "Allow entries",
    changes: [{ label: "Bots", now: "only exit", after: "may enter again at their next candle" }],
    checks: [{ words: "The emergency stop is off", ok: !mode.halted }],
    stateHash: sha256(toCanonicalJson({ mode })),
  });
}

/** Bots may enter again. Refuses with `not_now` where they may, or while the emergency stop holds. */
export async function allowEntries(ctx: ActionContext): Promise<Result<TradingModeView>> {
  const refused = refuseEntries(await getTradingMode(ctx.userId));
  return refused ? { ok: false, refusal: refused } : save(ctx, "entriesStopped", false);
}

function refuseLive({ live, halted }: TradingModeView): Refusal | null {
  if (live) return { code: "not_now", message: "Live trading is on already." };
  return halted ? HALTED : null;
}

function refuseAutopilot({ autopilot, halted }: TradingModeView): Refusal | null {
  if (autopilot) return { code: "not_now", message: "Autopilot is on already." };
  return halted ? HALTED : null;
}

function refuseEntries({ entriesStopped, halted }: TradingModeView): Refusal | null {
  if (!entriesStopped) return { code: "not_now", message: "Entries are allowed already." };
  return halted ? HALTED : null;
}

const WORDS: { readonly [name in ModeSwitch]: readonly [on: string, off: string] } = {
  live: ["live trading turned on", "live trading turned off"],
  autopilot: ["autopilot turned on", "autopilot turned off"],
  paper: ["paper trading turned on", "paper trading turned off"],
  entriesStopped: ["entries stopped", "entries allowed"],
};

async function save(ctx: ActionContext, name: ModeSwitch, on: boolean): Promise<Result<TradingModeView>> {
  const saved = await commit(ctx, {
    action: "mode.changed",
    subject: name,
    reason: WORDS[name][on ? 0 : 1],
    detail: { [name]: on },
    events: [{ name: "mode/changed", data: { [name]: on } }],
    write: (tx) => saveModeSwitch(tx, { userId: ctx.userId, name, on, wallNow: ctx.wallNow }),
  });
  return saved.ok ? accept(await getTradingMode(ctx.userId)) : saved;
}
