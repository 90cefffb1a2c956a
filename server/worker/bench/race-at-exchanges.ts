// An emergency stop in the middle of entries on their way to five exchanges over HTTP: what the exchanges saw of them.
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { sendWithin } from "@/server/execution/send-orders";
import type { Road } from "../proof/killer/open-road";
import { realTime } from "../proof/killer/real-time";

export type ExchangeRace = {
  readonly bots: number;
  /** entries that reached an exchange, of all */
  readonly arrived: number;
  /** from the ask to its answer, which its commit comes before */
  readonly stopMs: number;
  /** intents written after the answer */
  readonly intentsAfter: number;
  /** the last arrival of an entry at an exchange, counted from the answer; 0 where none came after it */
  readonly lastArrivalMs: number;
};

export type ExchangeRaceAsk = {
  readonly bots: number;
  /** the stop is asked for when so many entries have arrived */
  readonly after: number;
  /** when each entry reached its exchange, as the exchanges tell it, ms UTC */
  readonly arrivals: () => Promise<readonly number[]>;
  readonly countIntents: () => Promise<number>;
  /** asks for it in another process */
  readonly stop: () => Promise<{ readonly stopMs: number; readonly answeredAt: number }>;
};

const SHARDS = 20;
const SENT_WITHIN_MS = 10_000;

/** All bots enter at once, and somebody else stops them. */
export async function raceAtExchanges(
  { trader, deciding }: Road,
  { bots, after, arrivals, countIntents, stop }: ExchangeRaceAsk,
): Promise<ExchangeRace> {
  const slotAt = new Date(realTime.market()).toISOString();
  const enter = async (shard: number) => {
    const asked = { slotAt, timeframe: "1m", shard, of: SHARDS, sender: trader.runtime };
    const { orderIds } = await planCycle(deciding, asked);
    await sendWithin(trader.runtime, orderIds, SENT_WITHIN_MS);
  };
  const entering = Promise.all(Array.from({ length: SHARDS }, (_, shard) => enter(shard)));
  const isOver = entering.then(() => true);
  while ((await arrivals()).length < after && !(await Promise.race([isOver, Promise.resolve(false)])));
  const { stopMs, answeredAt } = await stop();
  const written = await countIntents();
  await entering;
  await trader.drained();
  const seen = await arrivals();
  return {
    bots,
    arrived: seen.length,
    stopMs,
    intentsAfter: (await countIntents()) - written,
    lastArrivalMs: Math.max(0, ...seen.map((at) => at - answeredAt)),
  };
}
