import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { changeSetting } from "@/server/settings/change-setting";
import { valueAt } from "@/server/settings/core/change-at";
import { getSettings } from "@/server/settings/get-settings";
import type { SetLimitInput } from "./core/limit-inputs";
import { limitSettings, readLimit, shownLimit } from "./core/limit-settings";

export type LimitSet = { readonly setting: string; readonly before: string; readonly after: string };

/** What a changed limit would be. Refuses a value out of its bounds, or the one that stands. */
export async function previewSetLimit(input: SetLimitInput, ctx: ActionContext): Promise<Result<Preview>> {
  const read = await readChange(input, ctx.userId);
  if (!read.ok) return read;
  const { setting } = input;
  const { before, after } = read.value;
  return accept({
    title: "Change a limit",
    changes: [
      {
        label: limitSettings[setting] ?? setting,
        now: shownLimit(setting, before),
        after: shownLimit(setting, after),
      },
    ],
    checks: [{ words: "It counts from the next decision on; stops and exits are never limited", ok: true }],
    stateHash: sha256(toCanonicalJson({ setting, before: String(before) })),
  });
}

/** Changes a limit. Refuses a value out of its bounds, or the one that stands. */
export async function setLimit(input: SetLimitInput, ctx: ActionContext): Promise<Result<LimitSet>> {
  const read = await readChange(input, ctx.userId);
  if (!read.ok) return read;
  const { setting } = input;
  const { before, after } = read.value;
  const shown = { setting, before: shownLimit(setting, before), after: shownLimit(setting, after) };
  const saved = await changeSetting(ctx, {
    path: setting.split("."),
    next: () => after,
    reason: () => `${limitSettings[setting]}: ${shown.after} instead of ${shown.before}`,
  });
  return saved.ok ? accept(shown) : saved;
}

async function readChange(
  { setting, value }: SetLimitInput,
  userId: string,
): Promise<Result<{ readonly before: unknown; readonly after: string | number }>> {
  const read = readLimit(setting, value);
  if (!read.ok) return read;
  const before = valueAt(await getSettings(userId), setting.split("."));
  if (before === read.value)
    return refuse("not_now", `It is ${shownLimit(setting, before)} already.`, "value");
  return accept({ before, after: read.value });
}
