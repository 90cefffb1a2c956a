import { findNights } from "./store";

/** The local date of the newest night that was judged; null where there was none. What follows promotion waits for it. */
export async function lastNight(userId: string): Promise<string | null> {
  const [last] = await findNights(userId, 1);
  return last?.forDate ?? null;
}
