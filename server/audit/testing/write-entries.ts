import { Client } from "pg";

const AT_ONCE = 100_000;

/** Writes audit entries as trading does, a cycle with what acted in it, as the owner of the tables. */
export async function writeEntries(url: string, rows: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (let from = 1; from <= rows; from += AT_ONCE) {
    await client.query(
      `INSERT INTO audit_entry ("userId", "actor", "channel", "runId", "action", "subject", "reason", "detail", "marketAt", "wallAt")
       SELECT '00000000-0000-4000-8000-000000000001', 'schedule:trading-cycle', 'job', '5m:' || n, 'cycle.completed',
         'cycle:5m:' || n, '1 acted, 44 skipped', jsonb_build_object('slotAt', n, 'timeframe', '5m', 'skipped', 44, 'acted',
           jsonb_build_array(jsonb_build_object('botId', gen_random_uuid(), 'action', 'enter', 'reasonCode', 'entry_signal', 'amount', '0.0123'))),
         now(), now() FROM generate_series($1::int, $2::int) n`,
      [from, Math.min(rows, from + AT_ONCE - 1)],
    );
  }
  await client.query("ANALYZE audit_entry");
  await client.end();
}
