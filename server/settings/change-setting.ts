import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, invariant, type Result } from "@/server/kernel/result";
import type { WriteTx } from "@/server/platform/db";
import { changeAt, valueAt } from "./core/change-at";
import { type Settings, settingsSchema } from "./core/settings";
import { lockOverrides, saveOverrides } from "./store";

type Change = {
  /** names from the root of the settings */
  readonly path: readonly string[];
  /** the new value by what stands there now; the same value changes nothing */
  readonly next: (now: unknown) => unknown;
  readonly reason: (before: unknown, after: unknown) => string;
  /** what changes with it, in the same commit; not where nothing changes */
  readonly also?: (tx: WriteTx) => Promise<unknown>;
};

type Changed = { readonly before: unknown; readonly after: unknown; readonly settings: Settings };

/**
 * Changes one setting and leaves the others as they are, whoever changes them meanwhile. The value must fit the schema:
 * callers judge what people typed before. Where it stands already nothing is written or told.
 */
export async function changeSetting(
  ctx: ActionContext,
  { path, next, reason, also }: Change,
): Promise<Result<Settings>> {
  const saved = await commit<Changed>(ctx, {
    action: "settings.changed",
    subject: path.join("."),
    reason: ({ before, after }) => reason(before, after),
    detail: ({ before, after }) => ({ before: plain(before), after: plain(after) }),
    events: ({ after }) => [{ name: "settings/changed", data: { [path.join(".")]: String(after) } }],
    unchanged: ({ before, after }) => JSON.stringify(before) === JSON.stringify(after),
    write: async (tx) => {
      const overrides = await lockOverrides(tx, ctx.userId);
      const now = settingsSchema.parse(overrides ?? {});
      const before = valueAt(now, path);
      invariant(before !== undefined, `${path.join(".")} is no setting`);
      const after = next(before);
      const changed = changeAt(overrides, path, after);
      const settings = settingsSchema.parse(changed);
      if (JSON.stringify(before) !== JSON.stringify(after)) {
        await saveOverrides(tx, { userId: ctx.userId, overrides: changed, wallNow: ctx.wallNow });
        await also?.(tx);
      }
      return { before, after, settings };
    },
  });
  return saved.ok ? accept(saved.value.settings) : saved;
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
