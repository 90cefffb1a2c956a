/** Lists of more pages than this rest: reading all of them again at every event would cost more the further one reads. */
const LIVE_PAGES_MAX = 3;

/** Whether a list, by the pages it holds, no longer follows events. */
export function isResting(data: unknown): boolean {
  const pages = typeof data === "object" && data !== null && "pages" in data ? data.pages : null;
  return Array.isArray(pages) && pages.length > LIVE_PAGES_MAX;
}
