import { expect, it } from "vitest";
import { eachVenue, goOut, inLane, lanesIdle } from "./lanes";
import type { TradingRuntime } from "./runtime";

const trader = () => ({}) as TradingRuntime;
const later = () => new Promise<void>((done) => setTimeout(done, 5));
function gate() {
  let open = () => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { open: () => open(), opened };
}

// Guards the lanes: work of one venue follows itself, and no venue waits for another.
it("the books of a venue follow each other, those of another do not wait for them", async () => {
  const runtime = trader();
  const hung = gate();
  const told: string[] = [];
  const first = inLane(runtime, "luno", () => hung.opened);
  const second = inLane(runtime, "luno", async () => told.push("luno"));
  await inLane(runtime, "kraken", async () => told.push("kraken"));
  await later();
  expect(told).toEqual(["kraken"]);
  hung.open();
  await Promise.all([first, second]);
  expect(told).toEqual(["kraken", "luno"]);
});

it("what fails in a venue's turn ends its turn", async () => {
  const runtime = trader();
  await expect(inLane(runtime, "luno", () => Promise.reject(new Error("502")))).rejects.toThrow("502");
  expect(await inLane(runtime, "luno", async () => 7)).toBe(7);
});

it("an exit waits neither for its venue's books, nor for its entries, nor for another venue", async () => {
  const runtime = trader();
  const hung = gate();
  const stuck = [
    inLane(runtime, "luno", () => hung.opened),
    ...Array.from({ length: 9 }, () => goOut(runtime, "luno", "entry", () => hung.opened)),
    ...Array.from({ length: 9 }, () => goOut(runtime, "kraken", "exit", () => hung.opened)),
  ];
  expect(await goOut(runtime, "luno", "exit", async () => "out")).toBe("out");
  hung.open();
  await Promise.all(stuck);
});

it("exits go before entries that came earlier", async () => {
  const runtime = trader();
  const hung = gate();
  const order: string[] = [];
  const send = (name: string) => async () => {
    await hung.opened;
    order.push(name);
  };
  const sent = [
    ...Array.from({ length: 40 }, (_, n) => goOut(runtime, "luno", "entry", send(`e${n}`))),
    ...Array.from({ length: 40 }, (_, n) => goOut(runtime, "luno", "exit", send(`x${n}`))),
  ];
  hung.open();
  await Promise.all(sent);
  // what was out already stays out
  expect(order.indexOf("x39")).toBeLessThan(order.indexOf("e39"));
  expect(order).toHaveLength(80);
});

it("a venue that fails keeps no other from its work", async () => {
  const done: string[] = [];
  const work = async (venue: string) => {
    if (venue === "luno") throw new Error("502");
    await later();
    done.push(venue);
  };
  await expect(eachVenue(["luno", "kraken", "valr"], work)).rejects.toThrow("502");
  expect(done).toEqual(["kraken", "valr"]);
});

it("is idle when all that was handed over has ended, failures and what followed them too", async () => {
  const runtime = trader();
  const done: string[] = [];
  void goOut(runtime, "luno", "exit", async () => {
    await later();
    void inLane(runtime, "luno", async () => done.push("books"));
  });
  void inLane(runtime, "kraken", () => Promise.reject(new Error("502"))).catch(() => done.push("failed"));
  await lanesIdle(runtime);
  expect(done.sort()).toEqual(["books", "failed"]);
});
