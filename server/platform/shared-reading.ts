import { processWide } from "./process-wide";

type Kept<T> = { value: { readonly of: T; readonly readAt: number } | null; reading: Promise<T> | null };

/**
 * One reading for all who ask at about the same time: one under way is shared, one that is younger than `keptMs`
 * (this process's steady clock) is given again. For what everybody may ask and nobody may make dear.
 */
export async function sharedReading<T>(name: string, keptMs: number, read: () => Promise<T>): Promise<T> {
  const kept = processWide<Kept<T>>(`shared:${name}`, () => ({ value: null, reading: null }));
  if (kept.value && performance.now() - kept.value.readAt < keptMs) return kept.value.of;
  kept.reading ??= read()
    .then((of) => {
      kept.value = { of, readAt: performance.now() };
      return of;
    })
    .finally(() => {
      kept.reading = null;
    });
  return kept.reading;
}
