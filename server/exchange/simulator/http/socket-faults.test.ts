import { afterEach, expect, it } from "vitest";
import WebSocket from "ws";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";

// Websockets that break, as a plain client of a market stream sees it.
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Watch = {
  readonly sim: Simulator;
  readonly socket: WebSocket;
  readonly seen: number[];
  readonly gone: () => boolean;
};

async function watch(): Promise<Watch> {
  const sim = await startSimulator({ exchange: "binance", limits: 0 });
  closers.push(() => sim.close());
  sim.control.setPrice("BTC/USDT", "80000");
  const socket = new WebSocket(`${sim.origin.replace("http", "ws")}/ws/btcusdt@ticker`);
  closers.push(() => socket.terminate());
  const seen: number[] = [];
  let closed = false;
  socket.on("message", (data) => seen.push(Number(JSON.parse(String(data)).c)));
  socket.on("close", () => {
    closed = true;
  });
  await new Promise((done) => socket.once("open", done));
  return { sim, socket, seen, gone: () => closed };
}

const move = (sim: Simulator, prices: readonly number[]) => {
  for (const price of prices) sim.control.setPrice("BTC/USDT", String(price));
};
const patience = { timeout: 10_000 };

it("repeats, loses and turns messages round", async () => {
  const { sim, seen } = await watch();
  sim.control.setFault({ name: "socket_duplicate", times: 1 });
  move(sim, [80_001]);
  sim.control.setFault({ name: "socket_lost", times: 1 });
  move(sim, [80_002]);
  sim.control.setFault({ name: "socket_out_of_order", times: 1 });
  move(sim, [80_003, 80_004]);
  await expect.poll(() => seen, patience).toEqual([80_001, 80_001, 80_004, 80_003]);
});

it("cuts the line", async () => {
  const { sim, gone } = await watch();
  sim.control.setFault({ name: "socket_cut", times: 1 });
  move(sim, [80_001]);
  await expect.poll(gone, patience).toBe(true);
});

it("falls silent with the line open: neither messages nor pongs", async () => {
  const { sim, socket, seen, gone } = await watch();
  let pongs = 0;
  socket.on("pong", () => {
    pongs++;
  });
  socket.ping();
  await expect.poll(() => pongs, patience).toBe(1);
  sim.control.setFault({ name: "socket_silent", times: 1 });
  move(sim, [80_001, 80_002]);
  socket.ping();
  // what would have come had a round trip's time: another connection's answer shows it
  await fetch(`${sim.origin}/api/v3/time`);
  await new Promise((done) => setTimeout(done, 300));
  expect([seen.length, pongs, gone()]).toEqual([0, 1, false]);
});
