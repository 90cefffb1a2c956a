import { invariant } from "@/server/kernel/result";
import type { Question } from "@/server/platform/question";
import { type Settings, settingsSchema } from "./core/settings";
import { findOverrides, overridesSql } from "./store";

/** The settings of a user: the defaults with what the user changed. Ratios are fractions as text. */
export async function getSettings(userId: string): Promise<Settings> {
  return readSettings(userId, await findOverrides(userId));
}

/** The same, asked together with what others know. */
export const settingsQuestion = (userId: string): Question<Settings> => ({
  sql: overridesSql(userId),
  read: ([row]: readonly { readonly overrides: unknown }[]) => readSettings(userId, row?.overrides),
});

function readSettings(userId: string, overrides: unknown): Settings {
  const parsed = settingsSchema.safeParse(overrides ?? {});
  invariant(parsed.success, `stored settings of ${userId} no longer fit their schema`);
  return parsed.data;
}
