// The part of decision records that many share: written once, read with each of them.
import type { Prisma } from "@/prisma/generated/client";
import { sha256 } from "@/server/audit/sha256";
import { db, type WriteTx } from "@/server/platform/db";
import { mapInGoes } from "@/server/platform/map-in-goes";
import { joinRecord, splitRecord, type WholeRecord } from "../core/shared-record";

type Own = {
  readonly contextId: string;
  readonly inputs: Prisma.InputJsonObject;
  readonly outcome: Prisma.InputJsonObject;
};

/** Records with their shared part taken out and written, where it was not there yet. */
export async function saveShared<R extends WholeRecord>(
  tx: WriteTx,
  records: readonly R[],
): Promise<readonly (R & Own)[]> {
  const contexts = new Map<string, string>();
  const own = await mapInGoes(records, (record) => {
    const parts = splitRecord(record);
    const text = JSON.stringify(parts.shared);
    const contextId = idOf(text);
    contexts.set(contextId, text);
    return { ...record, ...(parts.own as Pick<Own, "inputs" | "outcome">), contextId };
  });
  const known = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "decision_context" WHERE "id" = ANY(${[...contexts.keys()]}::uuid[])`;
  for (const { id } of known) contexts.delete(id);
  if (contexts.size > 0)
    await tx.$executeRaw`
      INSERT INTO "decision_context" ("id", "shared")
      SELECT id, shared::jsonb FROM unnest(${[...contexts.keys()]}::uuid[], ${[...contexts.values()]}::text[]) AS t(id, shared)
      ORDER BY id ON CONFLICT DO NOTHING`;
  return own;
}

/** Rows as they are stored, each with the part it shares put back. */
export async function readWhole<R extends WholeRecord & { readonly contextId: string | null }>(
  rows: readonly R[],
): Promise<R[]> {
  const ids = [...new Set(rows.flatMap(({ contextId }) => (contextId === null ? [] : [contextId])))];
  if (ids.length === 0) return [...rows];
  const found = await db.decisionContext.findMany({ where: { id: { in: ids } } });
  const shared = new Map(found.map((row) => [row.id, row.shared]));
  return rows.map((row) => ({ ...row, ...joinRecord(shared.get(row.contextId ?? ""), row) }));
}

/** The id follows from the content: the same part is never stored twice, whoever writes it first. */
function idOf(text: string): string {
  const hex = sha256(text);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
