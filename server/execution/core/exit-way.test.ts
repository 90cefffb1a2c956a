import { expect, it } from "vitest";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import { type ExitAtWork, exitWay } from "./exit-way";

const at = (type: "market" | "stop", venue = "binance", positionId = "p") =>
  ({ purpose: "exit", type, venue, positionId }) as const;
const beside = (type: ExitAtWork["type"], status: OrderStatus, positionId = "p"): ExitAtWork => ({
  type,
  status,
  positionId,
});
const way = (order: Parameters<typeof exitWay>[0], atWork: readonly ExitAtWork[], open = ["p"]) =>
  exitWay(order, { atWork, openPositions: new Set(open) });

// Guards that nothing is sold twice: a stop that rests and an exit never go for the same coins.
it("an exit waits while the stop of its position may hold its coins, whatever others rest", () => {
  for (const status of ["intent", "sent", "ack", "partial"] as const)
    expect(way(at("market"), [beside("market", "intent"), beside("stop", status)])).toBe("wait");
  expect(way(at("market"), [beside("market", "intent"), beside("stop", "ack", "other")])).toBe("free");
});

it("but not for one of which nobody knows whether it is there: it was asked back, and the position must be sold", () => {
  expect(way(at("market"), [beside("market", "intent"), beside("stop", "unknown")])).toBe("free");
});

it("a stop is not sent beside an exit, nor for a position that is closed", () => {
  expect(way(at("stop"), [beside("stop", "intent")])).toBe("free");
  expect(way(at("stop"), [beside("stop", "intent"), beside("market", "intent")])).toBe("exit_requested");
  expect(way(at("stop"), [beside("stop", "intent")], [])).toBe("position_closed");
});

it("entries, and orders at this system's own venues, ask nobody", () => {
  expect(way({ ...at("market"), purpose: "entry" }, [beside("stop", "ack")])).toBe("free");
  expect(way(at("market", "paper:binance"), [beside("stop", "ack")])).toBe("free");
});
