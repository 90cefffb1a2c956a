import { dial } from "@/server/connections/dial";
import { createOrderTester } from "@/server/connections/order-test/run-order-tests";
import { createKeyTester, testOldKeys } from "@/server/connections/test-keys";
import type { Clocks } from "@/server/kernel/clock";
import type { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { rewrapKeys } from "@/server/vault/open/rewrap-keys";

const ASKED_EVERY_MS = 1_000;
const OLD_EVERY_MS = 3_600_000;
const REWRAP_EVERY_MS = 60_000;

/** Keys of exchanges: those somebody waits for are tested at once, every other once a day; a new master key is taken into use. */
export function startKeyTests(clocks: Clocks, log: ReturnType<typeof logger>): readonly Repeating[] {
  const look = createKeyTester(dial, clocks);
  const asked = async () => {
    // a test may take half a minute: the next look does not wait for it
    const { ended } = await look();
    ended.catch((error: unknown) => log.warn({ err: error }, "the test of a key could not be written down"));
  };
  const lookForOrders = createOrderTester(dial, clocks);
  const ordered = async () => {
    const { ended } = await lookForOrders();
    ended.catch((error: unknown) => log.warn({ err: error }, "an order test could not be written down"));
  };
  return [
    repeat("the master key of the vault", REWRAP_EVERY_MS, log, () => rewrapKeys(clocks)),
    repeat("the tests of keys", ASKED_EVERY_MS, log, asked),
    repeat("the order tests", ASKED_EVERY_MS, log, ordered),
    repeat("the daily test of keys", OLD_EVERY_MS, log, () => testOldKeys(dial, clocks)),
  ];
}
