// One Prisma client per process, made when first used.
import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "@/prisma/generated/client";
import { env } from "./env";
import { closeExpress } from "./express";
import { patientClient } from "./patient-client";
import { isReserved } from "./reserved-lane";
import { sqlStateOf } from "./sql-state";

const POOL_CONNECTIONS_MAX = 10;
/** Of those that are kept for exits; a process that exits nothing opens none. */
const RESERVED_CONNECTIONS_MAX = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** A row moved since it was read: the writer must look again. */
export class StaleWrite extends Error {
  constructor(what: string) {
    super(`${what} changed meanwhile`);
    this.name = "StaleWrite";
  }
}

declare const door: unique symbol;
/** The client of an open transaction that carries its audit entry: only commit() hands one out. */
export type WriteTx = Prisma.TransactionClient & { readonly [door]: "commit" };

/** The client for observed facts and telemetry, limited to their tables: only record() hands one out. */
export type RecordTx = Pick<
  Prisma.TransactionClient,
  | "alertDelivery"
  | "auditSeal"
  | "backtestRun"
  | "backtestChunk"
  | "botWatch"
  | "candle"
  | "candleSet"
  | "candleSetChunk"
  | "equityPoint"
  | "heartbeat"
  | "letter"
  | "liveView"
  | "market"
  | "marketSession"
  | "missedSlot"
  | "outboxEvent"
  | "paperBalance"
  | "paperDeposit"
  | "paperOrder"
  | "paperTrade"
  | "report"
  | "riskGuard"
  | "slotTally"
  | "storageSample"
  | "$queryRaw"
  | "$executeRaw"
> & { readonly [door]: "record" };

const shared = globalThis as unknown as { amarktaiDb?: PrismaClient; amarktaiReserved?: PrismaClient };

function connect(connectionsMax: number): PrismaClient {
  const url = new URL(env().DATABASE_URL);
  // options in the url (the role to act as) would replace ours: put both into one
  const asked = url.searchParams.get("options") ?? "";
  url.searchParams.delete("options");
  const options = `${asked} -c statement_timeout=${STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=30000 -c timezone=UTC`;
  const adapter = new PrismaPg({
    connectionString: url.href,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    Client: patientClient(),
    options,
  });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 15_000 } });
}

/** The database, for reading in stores; writes go through commit() or record(). */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  get: (_target, key) => {
    const client = clientOfLane();
    const value = Reflect.get(client, key) as unknown;
    return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(client) : value;
  },
});

function clientOfLane(): PrismaClient {
  if (isReserved()) {
    shared.amarktaiReserved ??= connect(RESERVED_CONNECTIONS_MAX);
    return shared.amarktaiReserved;
  }
  shared.amarktaiDb ??= connect(POOL_CONNECTIONS_MAX);
  return shared.amarktaiDb;
}

/** Where a store reads: the database as it is now, or one instant of it. */
export type ReadTx = Prisma.TransactionClient;

/** Ends the pool, and the connections beside it; the next use opens new ones. */
export async function closeDb(): Promise<void> {
  const { amarktaiDb: open, amarktaiReserved: reserved } = shared;
  shared.amarktaiDb = undefined;
  shared.amarktaiReserved = undefined;
  await Promise.all([open?.$disconnect(), reserved?.$disconnect(), closeExpress()]);
}

const RETRYABLE = new Set(["P2034", "40001", "40P01"]);

/** True for failures that a new try of the same transaction may overcome: deadlock, serialization. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && RETRYABLE.has(error.code)) return true;
  const code = sqlStateOf(error);
  return code !== undefined && RETRYABLE.has(code);
}
