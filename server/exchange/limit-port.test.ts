import { expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import type { ExchangePort, VenueAccount } from "./core/exchange-port";
import { limitPort } from "./limit-port";

const account: VenueAccount = { userId: "u", book: "paper", venue: "paper:luno" };
const never = () => new Promise<never>(() => undefined);

// Guards the stops: they share one queue with whatever asks a venue.
it("a venue that never answers is given up as unknown, one that answers is heard", async () => {
  const silent: ExchangePort = {
    createOrder: never,
    findOrder: never,
    cancelOrder: never,
    listOpenOrders: never,
    listTrades: never,
    listBalances: never,
  };
  const limited = limitPort(silent, async () => 20);
  await expect(limited.findOrder(account, "amk-1", "BTC/USDT")).rejects.toMatchObject({
    service: "exchange",
    retryable: true,
  });
  await expect(limited.cancelOrder(account, "amk-1", "BTC/USDT")).rejects.toMatchObject({ retryable: true });
  await expect(limited.listOpenOrders(account, null)).rejects.toMatchObject({ retryable: true });
  await expect(limited.listTrades(account, [], marketMs(0))).rejects.toMatchObject({ retryable: true });
  await expect(limited.listBalances(account)).rejects.toThrow("paper:luno did not answer within 20 ms");
  const prompt = limitPort({ ...silent, findOrder: async () => null }, async () => 20);
  expect(await prompt.findOrder(account, "amk-1", "BTC/USDT")).toBeNull();
});
