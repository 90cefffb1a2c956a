import { CHAIN_START, toLinkText } from "./core/chain-hash";
import { sha256 } from "./sha256";
import { findSlippedIn, listSealChecks, type SealCheckRow, type SealHead } from "./store";

const PAGE_ROWS = 5_000;

export type AuditVerdict = {
  /** links looked at */
  readonly rows: number;
  readonly ok: boolean;
  /** the first place where the chain does not hold, in words */
  readonly firstBreak?: string;
};

/**
 * Walks the whole chain and says whether an entry was edited, deleted, moved or slipped in since it was sealed.
 * What it cannot see: the newest links cut off together with their entries, which only a copy kept elsewhere shows.
 */
export async function verifyAudit(): Promise<AuditVerdict> {
  let last: SealHead | null = null;
  let rows = 0;
  for (;;) {
    const page: SealCheckRow[] = await listSealChecks(last?.position ?? 0n, PAGE_ROWS);
    for (const check of page) {
      const firstBreak = findBreak(last, check);
      if (firstBreak) return { rows, ok: false, firstBreak };
      last = check.seal;
      rows += 1;
    }
    if (page.length < PAGE_ROWS) break;
  }
  const slippedIn = await findSlippedIn();
  if (slippedIn !== null) return { rows, ok: false, firstBreak: `entry ${slippedIn} was slipped in` };
  return { rows, ok: true };
}

function findBreak(last: SealHead | null, { seal, entry }: SealCheckRow): string | null {
  const position = (last?.position ?? 0n) + 1n;
  if (seal.position !== position) return `link ${position} is missing`;
  if (last && (seal.txid < last.txid || (seal.txid === last.txid && seal.seq <= last.seq))) {
    return `link ${position} is out of order`;
  }
  if (!entry) return `entry ${seal.seq} of link ${position} was deleted`;
  const hash = sha256(toLinkText(last?.hash ?? CHAIN_START, position, entry));
  return hash === seal.hash ? null : `entry ${seal.seq} of link ${position} was changed`;
}
