import type { Client } from "pg";

/** What a decision takes on average: its row, the parts of it, and its places in the indexes. */
export async function weighDecision(owner: Client): Promise<Readonly<Record<string, number>>> {
  const { rows } = await owner.query(
    `SELECT round(avg(pg_column_size(d.*)))::int AS row, round(avg(pg_column_size("inputs")))::int AS inputs,
       round(avg(pg_column_size("outcome")))::int AS outcome,
       (pg_indexes_size('decision') / greatest(count(*), 1))::int AS indexes,
       (pg_total_relation_size('decision') / greatest(count(*), 1))::int AS "withSpace", count(*)::int AS rows,
       (SELECT count(*)::int FROM decision_context) AS contexts FROM decision d`,
  );
  return rows[0] ?? {};
}
