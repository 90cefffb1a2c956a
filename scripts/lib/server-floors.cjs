/**
 * The floors of server/, from the ground up: a folder imports from itself and from the floors below it only, types
 * included. The import law, its test and docs/ARCHITECTURE.md read this one list.
 */
const FLOORS = [
  ["kernel", "money, clocks, results: the ground"],
  ["platform", "database, settings of the machine, log: the outside, no domain"],
  ["events", "names and shapes of jobs, their transport"],
  ["engine", "the embedded job engine"],
  ["audit", "the one door for writes, the trail, the outbox"],
  ["settings", "what the owner set, and the trading mode"],
  ["market", "prices, candles, the market clock, each market's rules"],
  ["auth", "who is asking"],
  ["vault", "keys of exchanges, sealed"],
  ["indicators", "what is computed from candles"],
  ["strategy", "what an indicator's value means"],
  ["signals", "weighing strategies and sources"],
  ["exchange", "the port to a venue, and its adapters"],
  ["heartbeat", "the last sign of life of each part"],
  ["ledger", "postings and balances"],
  ["positions", "what is held, and where its stops are"],
  ["bots", "the bots and their versions"],
  ["portfolio", "valuation, equity, the live view"],
  ["risk", "what may be done"],
  ["execution", "the life of an order: send, settle, cancel, reconcile"],
  ["decisions", "the cycle: read, decide, record, replay"],
  ["stops", "exits that prices ask for"],
  ["connections", "keys of exchanges in use: tested, taken back"],
  ["history", "what happened, and why"],
  ["backtest", "the same rules on past candles"],
  ["promotion", "paper to live on evidence"],
  ["learning", "better parameters, proved"],
  ["bodyguard", "rogues are paused"],
  ["alerts", "who is told"],
  ["reports", "what is mailed"],
  ["jobs", "the engine as people see it"],
  ["health", "is all well"],
  ["storage", "what grows, and what is pruned"],
  ["commands", "the registry of what can be asked"],
  ["api", "the doors: tRPC, files, streams"],
  ["worker", "the wiring of the trading process"],
];

module.exports = { FLOORS, floors: FLOORS.map(([name]) => name) };
