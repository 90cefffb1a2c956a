import { expect, it } from "vitest";
import { eventCatalog } from "./catalog";
import { listDueCycles } from "./list-due-cycles";

const due = (iso: string, shards = 1) => listDueCycles(Date.parse(iso), shards);

it("names each timeframe that closed, per shard, with an id that makes a repeat harmless", () => {
  expect(due("2026-03-01T10:30:00Z").map((event) => event.id)).toEqual([
    "cycle:30m:0:2026-03-01T10:30:00.000Z",
  ]);
  expect(due("2026-03-01T08:00:07Z", 2).map((event) => event.id)).toEqual(
    ["30m", "1h", "2h", "4h"].flatMap((timeframe) =>
      [0, 1].map((shard) => `cycle:${timeframe}:${shard}:2026-03-01T08:00:00.000Z`),
    ),
  );
  expect(due("2026-03-01T00:00:00Z").map((event) => event.data.timeframe)).toContain("1d");
});

it("sends only what the catalogue accepts", () => {
  for (const event of due("2026-03-01T00:00:00Z", 3)) {
    expect(eventCatalog["cycle/due"].safeParse(event.data).success).toBe(true);
  }
});
