import { invariant } from "@/server/kernel/result";
import { type Settings, settingsSchema } from "./core/settings";
import { findOverrides } from "./store";

/** The settings of a user: the defaults with what the user changed. Ratios are fractions as text. */
export async function getSettings(userId: string): Promise<Settings> {
  const parsed = settingsSchema.safeParse((await findOverrides(userId)) ?? {});
  invariant(parsed.success, `stored settings of ${userId} no longer fit their schema`);
  return parsed.data;
}
