import type { RecentEvent } from "@/server/audit/list-recent-events";
import type { ActivityView } from "@/server/history/core/trade-view";
import type { Book } from "@/server/kernel/book";

/** Events that have a line of their own in the activity list, besides the newest cycle. */
export const TOLD_EVENTS = [
  "bot/created",
  "bot/paused",
  "bot/resumed",
  "bot/quarantined",
  "bot/released",
  "bot/archived",
  "bot/restored",
  "bot/gone-live",
  "risk/locked",
  "risk/unlocked",
  "risk/halted",
  "risk/cleared",
] as const;

/** What happens to a bot against its will. */
const TELL_WHY: ReadonlySet<string> = new Set(["paused", "quarantined", "archived"]);

type Told = Pick<ActivityView, "words" | "kind" | "value">;

/** An event as a line of the activity list; null for one that has none. */
export function eventWords(event: RecentEvent): Told | null {
  switch (event.name) {
    case "bot/created":
    case "bot/paused":
    case "bot/resumed":
    case "bot/quarantined":
    case "bot/released":
    case "bot/archived":
    case "bot/restored":
    case "bot/gone-live": {
      const [, happened = ""] = event.name.split("/");
      const tail = TELL_WHY.has(happened) ? reasonTail(event.data.reason) : "";
      return {
        kind: "bot",
        words: `${event.data.botName} ${happened.replace("-", " ")}${tail}`,
        value: null,
      };
    }
    case "risk/locked":
    case "risk/unlocked":
    case "risk/halted":
    case "risk/cleared":
      return { kind: "risk", words: guardWords(event.name, event.data), value: null };
    case "cycle/completed":
      return {
        kind: "cycle",
        words: `Cycle done: ${event.data.acted} acted, ${event.data.skipped} skipped`,
        value: `${(event.data.durationMs / 1000).toFixed(1)}\u00a0s`,
      };
    default:
      return null;
  }
}

const GUARDS = {
  "risk/locked": "entries locked until midnight",
  "risk/unlocked": "entries open again",
  "risk/halted": "halted",
  "risk/cleared": "halt cleared",
} as const;

function guardWords(
  name: keyof typeof GUARDS,
  { book, currency, reason }: { book: Book; currency: string; reason: string },
): string {
  const began = name === "risk/locked" || name === "risk/halted";
  const title = `${book.charAt(0).toUpperCase()}${book.slice(1)}`;
  return `${title} book, ${currency}: ${GUARDS[name]}${began ? reasonTail(reason) : ""}`;
}

const reasonTail = (reason: string): string => (reason === "" ? "" : `: ${reason}`);
