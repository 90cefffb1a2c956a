import { jobContext } from "@/server/audit/job-context";
import { type Clocks, plusMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import type { ExchangeKey, KeyFindings } from "@/server/vault/core/exchange-key";
import { listAskedKeys, listKeysTestedBefore } from "@/server/vault/find-due-keys";
import { noteTest } from "@/server/vault/note-test";
import { openKey } from "@/server/vault/open/open-credentials";
import type { OpenedKeys } from "@/server/vault/open/opened-keys";
import { judgeKey, type KeyFacts } from "./core/judge-key";
import { withoutKeys } from "./core/without-keys";
import { type ReachedSite, toSite } from "./to-site";

const DAY_MS = 24 * 3_600_000;
/** Of one key: several questions, each with its own deadline inside the adapter. */
const TEST_WITHIN_MS = 30_000;

/** How an exchange is reached; of its clients only what a test asks. */
export type Dialler = {
  readonly openMarketData: (
    exchange: ExchangeName,
    on: { readonly site: ReachedSite },
  ) => Promise<{ readonly clockOffset: () => Promise<number>; readonly close: () => Promise<void> }>;
  readonly openAccount: (
    exchange: ExchangeName,
    on: { readonly site: ReachedSite; readonly credentials: OpenedKeys },
  ) => Promise<{
    readonly keyRights: () => Promise<KeyFacts["rights"]>;
    readonly listBalances: () => Promise<unknown>;
    readonly close: () => Promise<void>;
  }>;
};

/**
 * Looks for keys that somebody asks about and begins their tests: to be called again and again. One that hangs holds
 * up no other and is begun once only. What is given ends with the tests that this look began.
 */
export function createKeyTester(dial: Dialler, clocks: Clocks) {
  const busy = new Set<string>();
  return async (): Promise<{ readonly ended: Promise<void> }> => {
    const due = (await listAskedKeys()).filter(({ credentialId }) => !busy.has(credentialId));
    const tests = due.map(async (key) => {
      busy.add(key.credentialId);
      try {
        await testKey(key, dial, clocks);
      } finally {
        busy.delete(key.credentialId);
      }
    });
    return { ended: Promise.all(tests).then(() => undefined) };
  };
}

/** Tests every key that was not tested for a day: rights are changed and keys end without a word. */
export async function testOldKeys(dial: Dialler, clocks: Clocks): Promise<void> {
  const old = await listKeysTestedBefore(plusMs(clocks.wall(), -DAY_MS));
  await Promise.all(old.map((key) => testKey(key, dial, clocks)));
}

/** Opens a key, asks the exchange what it may do, and writes that down. No order is sent. */
async function testKey(key: ExchangeKey, dial: Dialler, clocks: Clocks): Promise<KeyFindings> {
  const found = await findOut(key, dial, clocks);
  const runId = `${key.credentialId}:${key.revision}`;
  await noteTest(key, found, jobContext(clocks, key.userId, "test-exchange-keys", runId));
  return found;
}

async function findOut(key: ExchangeKey, dial: Dialler, clocks: Clocks): Promise<KeyFindings> {
  const site = toSite(key.exchange, key.site);
  if (!site) return cameToNothing(key, "no simulator of this exchange runs here now.");
  const opened = await openKey(key);
  if (!opened.ok) return { ...kept(key), status: "invalid", fault: opened.refusal.message };
  const credentials = opened.value;
  try {
    return await within(TEST_WITHIN_MS, key, ask(key, { dial, site, credentials, clocks }));
  } catch (error) {
    const words = withoutKeys(error instanceof Fault ? error.message : UNEXPECTED, credentials);
    if (error instanceof Fault && !error.retryable) return { ...kept(key), status: "invalid", fault: words };
    return cameToNothing(key, words);
  } finally {
    credentials.forget();
  }
}

const UNEXPECTED = "the exchange's answer could not be understood.";

type Asked = {
  readonly dial: Dialler;
  readonly site: ReachedSite;
  readonly credentials: OpenedKeys;
  readonly clocks: Clocks;
};

async function ask({ exchange }: ExchangeKey, { dial, site, credentials, clocks }: Asked) {
  const prices = await dial.openMarketData(exchange, { site });
  try {
    const clockOffsetMs = await prices.clockOffset();
    const account = await dial.openAccount(exchange, { site, credentials });
    try {
      const rights = await account.keyRights();
      await account.listBalances();
      return judgeKey({ exchange, rights, clockOffsetMs, wallNow: clocks.wall() });
    } finally {
      await account.close();
    }
  } finally {
    await prices.close();
  }
}

/** What is known of a key, as its findings alone. */
const kept = (key: ExchangeKey): KeyFindings => ({
  status: key.status,
  fault: key.fault,
  mayRead: key.mayRead,
  mayTrade: key.mayTrade,
  mayWithdraw: key.mayWithdraw,
  addresses: key.addresses,
  boundToAddresses: key.boundToAddresses,
  expiresAt: key.expiresAt,
  clockOffsetMs: key.clockOffsetMs,
  testedAt: key.testedAt,
});

/** What was asked of which address is for a log, not for a person. */
const withoutAddresses = (words: string): string =>
  words.replace(/(\w+ )?\b(GET|POST|PUT|DELETE) https?:\/\/\S+ ?/g, "");

/** No answer is no verdict: the key stays what it was, and why is said. */
const cameToNothing = (key: ExchangeKey, words: string): KeyFindings => ({
  ...kept(key),
  fault: `The test came to nothing: ${withoutAddresses(words)} It is tried again within a day, or test it again now.`,
});

async function within<T>(limitMs: number, { exchange }: ExchangeKey, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    const words = `${exchangeLabel(exchange)} did not answer within ${limitMs / 1_000} s.`;
    timer = setTimeout(() => fail(new Fault("exchange", true, words)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
