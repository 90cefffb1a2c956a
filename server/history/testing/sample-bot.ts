type BotSpec = {
  readonly userId: string;
  readonly name: string;
  readonly exchange?: string;
  /** market and wall time of its making */
  readonly madeAt: Date;
};

/** A running bot of the demo book, for what it did to hang on: what `db.bot.create` takes. */
export function sampleBot({ userId, name, exchange = "binance", madeAt }: BotSpec) {
  const times = { createdMarketAt: madeAt, createdWallAt: madeAt };
  const version = {
    number: 1,
    strategy: "ema-cross",
    params: {},
    symbol: "BTC/USDT",
    timeframe: "5m",
    ...times,
  };
  return {
    userId,
    name,
    nameKey: name.toLowerCase(),
    book: "demo",
    exchange,
    status: "running",
    riskMode: "balanced",
    stakeCurrency: "USDT",
    initialCapital: "1000",
    paidOut: "0",
    ...times,
    versions: { create: version },
  } as const;
}
