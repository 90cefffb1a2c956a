import { expect, it } from "vitest";
import type { RecentEvent } from "@/server/audit/list-recent-events";
import { eventWords } from "./event-words";

const words = (name: string, data: object) =>
  eventWords({ id: 1n, name, data, marketAt: 0, wallAt: 0 } as unknown as RecentEvent)?.words;

it("says who was held back, by what, and when that ended", () => {
  const bot = { botId: "b", botName: "Zeus", reason: "Lost 10 % today" };
  expect(words("bot/quarantined", bot)).toBe("Zeus quarantined: Lost 10 % today");
  expect(words("bot/released", bot)).toBe("Zeus released");
  const guard = { book: "demo", currency: "USDT", reason: "Lost 5.20 % since midnight" };
  expect(words("risk/locked", guard)).toBe(
    "Demo book, USDT: entries locked until midnight: Lost 5.20 % since midnight",
  );
  expect(words("risk/cleared", guard)).toBe("Demo book, USDT: halt cleared");
  expect(words("fill/booked", {})).toBeUndefined();
});
