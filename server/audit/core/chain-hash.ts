import { toCanonicalJson } from "./canonical-json";

/** An audit entry as the chain sees it. */
export type SealedRow = {
  readonly seq: bigint;
  readonly txid: bigint;
  readonly userId: string | null;
  readonly actor: string;
  readonly channel: string;
  readonly runId: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string;
  readonly detail: unknown;
  readonly marketAt: Date;
  readonly wallAt: Date;
};

/** What the first link hangs on. */
export const CHAIN_START = "0".repeat(64);

/** The text whose SHA-256 is a link of the chain: the link before it, its place, and the whole entry. */
export function toLinkText(previousHash: string, position: bigint, row: SealedRow): string {
  const { seq, txid, marketAt, wallAt, ...words } = row;
  return `${previousHash}\n${position}\n${toCanonicalJson({
    userId: words.userId,
    actor: words.actor,
    channel: words.channel,
    runId: words.runId,
    action: words.action,
    subject: words.subject,
    reason: words.reason,
    detail: words.detail,
    seq: seq.toString(),
    txid: txid.toString(),
    marketAt: marketAt.toISOString(),
    wallAt: wallAt.toISOString(),
  })}`;
}
