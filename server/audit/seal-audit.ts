import { toDate, type WallMs } from "@/server/kernel/clock";
import { CHAIN_START, toLinkText } from "./core/chain-hash";
import { record } from "./record";
import { sha256 } from "./sha256";
import {
  countUnsealedRows,
  findSealHead,
  listUnsealedRows,
  lockSealer,
  type SealHead,
  saveSeals,
} from "./store";

const BATCH_ROWS = 1_000;
const BATCHES_MAX = 50;

/**
 * Chains the audit entries that have become final since the last call; called about twice a second.
 *
 * Writers never wait for the chain: it takes entries only when no open transaction can still precede them, in
 * the order of transactions. One sealer works at a time; a second one returns 0 at once.
 */
export async function sealAudit(wallNow: WallMs): Promise<{ sealed: number }> {
  let sealed = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await sealBatch(wallNow);
    sealed += count;
    if (count < BATCH_ROWS) break;
  }
  return { sealed };
}

/** Entries written but not yet in the chain. */
export const countUnsealed = (): Promise<number> => countUnsealedRows();

function sealBatch(wallNow: WallMs): Promise<number> {
  return record(async (tx) => {
    if (!(await lockSealer(tx))) return 0;
    let head = await findSealHead(tx);
    const seals: SealHead[] = [];
    for (const row of await listUnsealedRows(tx, head, BATCH_ROWS)) {
      const position = (head?.position ?? 0n) + 1n;
      const hash = sha256(toLinkText(head?.hash ?? CHAIN_START, position, row));
      head = { position, seq: row.seq, txid: row.txid, hash };
      seals.push(head);
    }
    if (seals.length > 0) await saveSeals(tx, seals, toDate(wallNow));
    return seals.length;
  });
}
