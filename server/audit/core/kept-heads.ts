import type { SealHead } from "./chain-hash";

/** One end of the chain as it stood at an instant of the wall clock (ISO); positions are text, they outgrow a number. */
export type KeptHead = {
  readonly position: string;
  readonly hash: string;
  readonly keyId: string | null;
  readonly at: string;
};

/** What is written down of the chain outside the database: its last ends, and from which link on it had a key. */
export type KeptHeads = { readonly keyedFrom: string | null; readonly heads: readonly KeptHead[] };

export const NO_HEADS: KeptHeads = { keyedFrom: null, heads: [] };

const HEADS_MAX = 200;
const APART_MS = 60_000;

/**
 * The heads with a new one at the end. Of those within a minute only the newest stays, so that the last 200 reach hours
 * back and not seconds; the very first is kept for ever.
 */
export function addHead(kept: KeptHeads, head: SealHead, atMs: number): KeptHeads {
  const position = head.position.toString();
  const one = { position, hash: head.hash, keyId: head.keyId, at: new Date(atMs).toISOString() };
  const [before, newest] = kept.heads.slice(-2);
  const isClose = newest && before && Date.parse(newest.at) - Date.parse(before.at) < APART_MS;
  const heads = [...(isClose ? kept.heads.slice(0, -1) : kept.heads), one];
  const [first, ...rest] = heads;
  return {
    keyedFrom: kept.keyedFrom ?? (head.keyId ? position : null),
    heads: first ? [first, ...rest.slice(-(HEADS_MAX - 1))] : heads,
  };
}

/** The heads from the text of their file; null for text that is none. */
export function parseHeads(text: string): KeptHeads | null {
  try {
    const read = JSON.parse(text) as Partial<KeptHeads>;
    return Array.isArray(read.heads) && read.heads.every(isHead)
      ? { keyedFrom: read.keyedFrom ?? null, heads: read.heads }
      : null;
  } catch {
    return null;
  }
}

const isHead = (one: Partial<KeptHead> | null): one is KeptHead =>
  /^\d{1,19}$/.test(one?.position ?? "") && typeof one?.hash === "string" && typeof one.at === "string";
