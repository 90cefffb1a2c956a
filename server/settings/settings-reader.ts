import type { WallMs } from "@/server/kernel/clock";
import type { Settings } from "./core/settings";
import { getSettings } from "./get-settings";

/** An owner's settings as they are now, or were a moment ago. */
export type SettingsReader = (userId: string) => Promise<Settings>;

/** Wall clock: a setting that was changed is used everywhere after this. */
export const SETTINGS_AGE_MAX_MS = 2_000;
const OWNERS_MAX = 1_000;

/**
 * Reads settings for what asks often: once per owner and two seconds, by one query however many ask at once. Where
 * they cannot be read again, those known last are used; where none are known, the failure is the caller's.
 */
export function createSettingsReader(wall: () => WallMs, read: SettingsReader = getSettings): SettingsReader {
  const known = new Map<string, { readonly at: WallMs; readonly settings: Promise<Settings> }>();
  return (userId) => {
    const kept = known.get(userId);
    const now = wall();
    if (kept && now - kept.at < SETTINGS_AGE_MAX_MS) return kept.settings;
    const settings = read(userId).catch((error: unknown) => {
      if (kept) return kept.settings;
      known.delete(userId);
      throw error;
    });
    if (known.size >= OWNERS_MAX) known.clear();
    known.set(userId, { at: now, settings });
    return settings;
  };
}
