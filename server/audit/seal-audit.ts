import { toDate, type WallMs } from "@/server/kernel/clock";
import { invariant } from "@/server/kernel/result";
import type { AuditKeys } from "./audit-keys";
import { CHAIN_START, type SealHead, signedStart, toLinkText } from "./core/chain-hash";
import { record } from "./record";
import { sha256 } from "./sha256";
import {
  countUnsealedRows,
  findSealHead,
  listUnsealedBytes,
  listUnsealedRows,
  lockSealer,
  saveSeals,
} from "./store";

const BATCH_ROWS = 1_000;
const BATCHES_MAX = 50;

/**
 * Chains the audit entries that have become final since the last call; called about twice a second.
 *
 * Writers never wait for the chain: it takes entries only when no open transaction can still precede them, in
 * the order of transactions. One sealer works at a time; a second one returns 0 at once. Links are signed with the
 * current key where there is one; a chain that was once sealed with a key is never continued without.
 */
export async function sealAudit(wallNow: WallMs, keys: AuditKeys | null): Promise<{ sealed: number }> {
  let sealed = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await sealBatch(wallNow, keys);
    sealed += count;
    if (count < BATCH_ROWS) break;
  }
  return { sealed };
}

/** Entries written but not yet in the chain. */
export const countUnsealed = (): Promise<number> => countUnsealedRows();

function sealBatch(wallNow: WallMs, keys: AuditKeys | null): Promise<number> {
  return record(async (tx) => {
    if (!(await lockSealer(tx))) return 0;
    const head = await findSealHead(tx);
    invariant(keys || !head?.keyId, "the audit chain is sealed with a key, and none was given");
    const seals = keys
      ? chain(head, await listUnsealedBytes(tx, head, BATCH_ROWS), keys.current.id, (start, { entry }) =>
          keys.current.sign(start, entry),
        )
      : chain(head, await listUnsealedRows(tx, head, BATCH_ROWS), null, (_start, row, previous, position) =>
          sha256(toLinkText(previous, position, row)),
        );
    if (seals.length > 0) await saveSeals(tx, seals, toDate(wallNow));
    return seals.length;
  });
}

type Place = { readonly seq: bigint; readonly txid: bigint };
type Hash<E> = (start: string, entry: E, previous: string, position: bigint) => string;

function chain<E extends Place>(
  head: SealHead | null,
  entries: readonly E[],
  keyId: string | null,
  hashOf: Hash<E>,
): SealHead[] {
  const seals: SealHead[] = [];
  let [position, previous] = [head?.position ?? 0n, head?.hash ?? CHAIN_START];
  for (const entry of entries) {
    position += 1n;
    const hash = hashOf(signedStart(previous, position), entry, previous, position);
    seals.push({ position, seq: entry.seq, txid: entry.txid, hash, keyId });
    previous = hash;
  }
  return seals;
}
