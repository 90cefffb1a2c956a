// A book with bots whose trades and prices a test says, watched by the real bodyguard and the real guards.
import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { commit } from "@/server/audit/commit";
import { systemContext } from "@/server/auth/system-context";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { postAllocation } from "@/server/ledger/post-allocation";
import { db } from "@/server/platform/db";
import type { GuardSources } from "@/server/risk/guard-sources";
import { guardOnLadder } from "../guard-on-ladder";
import { watchBook } from "../watch-book";

const MINUTE_MS = 60_000;
const VENUE = "paper:binance";
const CAPITAL = 1_000;
/** Coins are bought from the pool and sold to it, at 100. */
const POOL = { USDT: "1000000", BTC: "100" };
const PRICE = 100;

type PaperBook = "demo" | "paper";

/** `closedAt` absent: it is open; `result` is of what was paid. */
export type FleetTrade = {
  readonly openedAt: number;
  readonly closedAt?: number;
  readonly paid: number;
  readonly result?: number;
};

export class GuardedFleet {
  now: number;
  price = "100";
  leads = true;
  private bots = 0;
  readonly key: { readonly userId: string; readonly book: PaperBook };
  readonly clocks = { market: () => marketMs(this.now), wall: () => wallMs(this.now) };
  readonly sources: GuardSources = {
    clocks: this.clocks,
    leaderToken: () => (this.leads ? 1n : null),
    lastTick: (exchange: ExchangeName, symbol: string) => {
      const last = toDecimal(this.price);
      return { exchange, symbol, at: this.clocks.market(), last, bid: last, ask: last };
    },
    failed: (_doing, _subject, error) => {
      throw error;
    },
  };

  private constructor(
    private readonly client: Client,
    startAt: number,
    book: PaperBook,
  ) {
    this.now = startAt;
    this.key = { userId: randomUUID(), book };
  }

  /** A funded book at an instant, in a fresh test database whose owner's url is given. */
  static async open(ownerUrl: string, startAt: number, book: PaperBook = "demo"): Promise<GuardedFleet> {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    const fleet = new GuardedFleet(client, startAt, book);
    await fleet.sql(`INSERT INTO app_user ("id","name","createdAt") VALUES ($1,'Owner',$2)`, [
      fleet.key.userId,
      new Date(startAt),
    ]);
    for (const [asset, amount] of Object.entries(POOL))
      await fundBook(fleet.ctx(), {
        book,
        exchange: "binance",
        asset,
        amount: toDecimal(amount),
        ref: `start ${asset}`,
      });
    return fleet;
  }

  close = (): Promise<void> => this.client.end();
  sql = (text: string, values: readonly unknown[] = []) => this.client.query(text, [...values]);

  ctx = () => ({
    ...systemContext(
      { id: "test", userId: this.key.userId, channel: "start" },
      { marketNow: this.clocks.market(), wallNow: this.clocks.wall() },
    ),
    runId: randomUUID(),
  });

  /** A running bot with 1000 USDT that has made these trades. */
  async addBot(trades: readonly FleetTrade[] = []): Promise<string> {
    this.bots += 1;
    const botId = randomUUID();
    const name = `Bot ${this.bots}`;
    await this.sql(
      `INSERT INTO bot ("id","userId","name","nameKey","book","exchange","status","riskMode","stakeCurrency",
         "initialCapital","createdMarketAt","createdWallAt")
       VALUES ($1,$2,$3,$4,$5,'binance','running','balanced','USDT','1000',$6,$6)`,
      [botId, this.key.userId, name, name.toLowerCase(), this.key.book, new Date(this.now)],
    );
    await this.sql(
      `INSERT INTO bot_version ("botId","number","strategy","params","symbol","timeframe","createdMarketAt","createdWallAt")
       VALUES ($1,1,'ema-cross','{}','BTC/USDT','5m',$2,$2)`,
      [botId, new Date(this.now)],
    );
    await this.give(botId, CAPITAL);
    await this.addTrades(botId, trades);
    return botId;
  }

  async addTrades(botId: string, trades: readonly FleetTrade[]): Promise<void> {
    for (const trade of trades) await this.addTrade(botId, trade);
  }

  /** Sells what a bot holds for what it paid. */
  async sellAtCost(botId: string): Promise<void> {
    const gone = await this.sql(
      `DELETE FROM position WHERE "botId"=$1 AND "status"='open' RETURNING "cost"::float8 AS cost`,
      [botId],
    );
    for (const { cost } of gone.rows) await this.swap(botId, -cost);
  }

  /** Lets time pass, and a price come. */
  pass(minutes: number, last?: string): void {
    this.now += minutes * MINUTE_MS;
    if (last !== undefined) this.price = last;
  }

  /** The bodyguard's look. */
  look = () => watchBook(this.sources, this.key);
  /** The guards' round, every two seconds in life. */
  guard = () => guardOnLadder(this.sources, [this.key]);

  bot = (botId: string) => db.bot.findUniqueOrThrow({ where: { id: botId } });
  found = () =>
    db.rogueDetection.findMany({
      where: { userId: this.key.userId },
      orderBy: [{ firstMarketAt: "asc" }, { id: "asc" }],
    });
  told = (name: string) => db.outboxEvent.count({ where: { userId: this.key.userId, name } });
  audited = (action: string) => db.auditEntry.count({ where: { userId: this.key.userId, action } });

  private async addTrade(botId: string, trade: FleetTrade): Promise<void> {
    const { openedAt, closedAt = null, paid, result = 0 } = trade;
    const open = closedAt === null;
    const sold = open ? 0 : paid * (1 + result);
    const closing = closedAt === null ? null : new Date(closedAt);
    await this.sql(
      `INSERT INTO position ("userId","botId","versionId","book","venue","exchange","symbol","base","quote","status",
         "amount","cost","boughtAmount","boughtQuote","soldAmount","soldQuote","feesQuote","realised","stopPrice",
         "highestPrice","openedMarketAt","openedWallAt","closedMarketAt","closedWallAt")
       SELECT $1,$2,"id",$3,'${VENUE}','binance','BTC/USDT','BTC','USDT',$4,$5,$6,$7,$8,$9,$10,0,$11,1,100,$12,$12,$13,$13
       FROM bot_version WHERE "botId"=$2`,
      [
        ...[this.key.userId, botId, this.key.book, open ? "open" : "closed"],
        ...[open ? paid / PRICE : 0, open ? paid : 0, paid / PRICE, paid],
        ...[open ? 0 : paid / PRICE, sold.toFixed(8), open ? 0 : (paid * result).toFixed(8)],
        ...[new Date(openedAt), closing],
      ],
    );
    if (open) await this.swap(botId, paid);
  }

  /** Coins for money, from the pool; below zero back. */
  private async swap(botId: string, paid: number): Promise<void> {
    await this.give(botId, -paid);
    await this.give(botId, paid / PRICE, "BTC");
  }

  private async give(botId: string, amount: number, asset = "USDT"): Promise<void> {
    const ctx = this.ctx();
    const to = { book: this.key.book, venue: VENUE, asset, botId, amount: toDecimal(String(amount)) };
    await commit(ctx, {
      action: "test.funded",
      subject: botId,
      reason: "",
      detail: {},
      events: [],
      write: (tx) => postAllocation(tx, ctx, to),
    });
  }
}

/** Trades won and lost in turn, eight hours apart, the last of them closed at an instant. */
export const usualTrades = (count: number, until: number): FleetTrade[] =>
  Array.from({ length: count }, (_unused, index) => {
    const closedAt = until - (count - 1 - index) * 8 * 60 * MINUTE_MS;
    return {
      openedAt: closedAt - 60 * MINUTE_MS,
      closedAt,
      paid: 300,
      result: index % 2 === 0 ? -0.02 : 0.03,
    };
  });
