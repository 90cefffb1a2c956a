import { toCanonicalJson } from "./canonical-json";

/** What the first link hangs on. */
export const CHAIN_START = "0".repeat(64);

/** One link as it is kept: `keyId` names the key it was sealed with, null for the links of old, sealed without one. */
export type SealHead = {
  readonly position: bigint;
  readonly seq: bigint;
  readonly txid: bigint;
  readonly hash: string;
  readonly keyId: string | null;
};

/** What a key signs before the entry itself: the link before it, and its place. */
export const signedStart = (previousHash: string, position: bigint | string): string =>
  `${previousHash}\n${position}\n`;

/** Every field of an entry, as the chain read it before it had a key. */
export type EntryFields = {
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

/** The text whose SHA-256 is a link without a key: the link before it, its place, and the whole entry. */
export function toLinkText(previousHash: string, position: bigint | string, row: EntryFields): string {
  const { seq, txid, marketAt, wallAt, ...words } = row;
  return `${signedStart(previousHash, position)}${toCanonicalJson({
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
