// Which table is of which kind. A table that nobody thought of counts as "other", so that the sum is the database.
export const KINDS: readonly {
  readonly kind: string;
  readonly label: string;
  readonly tables: readonly string[];
}[] = [
  { kind: "decisions", label: "Decisions", tables: ["decision", "decision_context", "decision_fold"] },
  { kind: "candles", label: "Candles", tables: ["candle"] },
  { kind: "research", label: "Candles for research", tables: ["candle_set", "candle_set_chunk"] },
  { kind: "audit", label: "Audit trail", tables: ["audit_entry", "audit_seal"] },
  {
    kind: "orders",
    label: "Orders and fills",
    tables: [
      "orders",
      "order_event",
      "fill",
      "position",
      "profit_rebalance",
      "profit_rebalance_line",
      "funding_plan",
    ],
  },
  {
    kind: "ledger",
    label: "Ledger",
    tables: ["ledger_account", "ledger_transaction", "ledger_entry"],
  },
  { kind: "equity", label: "Equity curves", tables: ["equity_point"] },
  {
    kind: "paper",
    label: "Paper venue",
    tables: ["paper_order", "paper_trade", "paper_balance", "paper_deposit"],
  },
  { kind: "alerts", label: "Alerts", tables: ["alert", "alert_delivery", "alert_channel"] },
  { kind: "reports", label: "Reports and their mail", tables: ["report", "letter"] },
  { kind: "promotion", label: "Promotions", tables: ["promotion_run", "promotion_step"] },
  { kind: "learning", label: "Learning", tables: ["learning_log", "learning_run"] },
  { kind: "events", label: "Events for pages", tables: ["outbox_event"] },
  { kind: "commands", label: "Command runs", tables: ["command_run", "approval"] },
  {
    kind: "jobs",
    label: "Jobs",
    tables: ["job_event", "job_run", "job_step", "job_queue", "job_cron", "job_function", "job_request"],
  },
  { kind: "heals", label: "What was mended", tables: ["heal"] },
  { kind: "backtests", label: "Backtests", tables: ["backtest", "backtest_chunk"] },
];

export const OTHER = { kind: "other", label: "Everything else" };

/** Bytes per kind, from the sizes of tables and of the whole; what no kind claims is `other`. */
export function toKinds(
  tables: readonly { readonly name: string; readonly bytes: number }[],
  whole: number,
): ReadonlyMap<string, number> {
  const sizes = new Map(tables.map(({ name, bytes }) => [name, bytes]));
  const out = new Map(
    KINDS.map(({ kind, tables: names }) => [
      kind,
      names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0),
    ]),
  );
  const claimed = [...out.values()].reduce((sum, bytes) => sum + bytes, 0);
  return out.set(OTHER.kind, Math.max(0, whole - claimed));
}

const DAY_MS = 86_400_000;

/** Growth per day between two sizes; null when less than `leastMs` lies between them. */
export function growthPerDay(
  now: { readonly bytes: number; readonly at: number },
  then: { readonly bytes: number; readonly at: number } | null,
  leastMs: number,
): number | null {
  if (then === null || now.at - then.at < leastMs) return null;
  return Math.round(((now.bytes - then.bytes) * DAY_MS) / (now.at - then.at));
}
