import { type CopyOut, openCopyOut, type PackedRows } from "@/server/platform/copy-out";
import type { AuditKeys } from "./audit-keys";
import { CHAIN_START, type EntryFields, signedStart, toLinkText } from "./core/chain-hash";
import type { KeptHead, KeptHeads } from "./core/kept-heads";
import { sha256 } from "./sha256";
import { findEntryFields, placeOf, readEntryBytes, readLinks } from "./store";

const PAGE_ROWS = 10_000;

export type AuditVerdict = {
  /** links looked at */
  readonly rows: number;
  readonly ok: boolean;
  /** the first place where the chain does not hold, in words */
  readonly firstBreak?: string;
  /** how many of them no key vouches for: sealed before the chain had one */
  readonly unkeyed: number;
  /** the newest link that a copy outside the database confirms; null without a copy */
  readonly confirmedTo: string | null;
};

/**
 * Walks the whole chain and says whether an entry was edited, deleted, moved or slipped in since it was sealed.
 *
 * With `keys` nobody who can only write to the database can have made the links anew. With `kept`, the heads written
 * down outside the database, links that were cut off at the end are missed, and links made anew without a key are seen.
 */
export async function verifyAudit(keys: AuditKeys | null, kept: KeptHeads | null): Promise<AuditVerdict> {
  const copies = await openCopies();
  try {
    const walk = createWalk(keys, kept);
    for await (const page of readPages(copies)) {
      const firstBreak = walk.check(page);
      if (firstBreak) return { ...walk.counts(), ok: false, firstBreak };
    }
    const cutOff = walk.findCutOff();
    return cutOff ? { ...walk.counts(), ok: false, firstBreak: cutOff } : { ...walk.counts(), ok: true };
  } finally {
    for (const copy of copies) await copy.end();
  }
}

/** How many pages are on their way while one is checked, each on a connection of its own. */
const PAGES_AHEAD = 2;

async function openCopies(): Promise<readonly CopyOut[]> {
  const copies: CopyOut[] = [];
  for (let count = 0; count < PAGES_AHEAD; count++) copies.push(await openCopyOut());
  return copies;
}

/** Links in order, and the entries that lie where theirs must lie: where nothing was touched the two fit one by one. */
type Page = {
  readonly links: readonly Link[];
  readonly entries: PackedRows;
  /** of links of old, which no key signed */
  readonly fields: ReadonlyMap<string, EntryFields>;
};

/**
 * The chain page by page. Links are numbered without a gap, so where a page of them begins is known before the one
 * before it is read; a gap shows as the first link that is not the expected one.
 */
async function* readPages(copies: readonly CopyOut[]): AsyncGenerator<Page> {
  const links: Promise<readonly Link[]>[] = [];
  const linksOf = (page: number): Promise<readonly Link[]> => {
    links[page] ??= readLinks(page * PAGE_ROWS, PAGE_ROWS).then((lines) => lines.map(toLink));
    return links[page];
  };
  const pages: Promise<Page | null>[] = [];
  const pageOf = (page: number): Promise<Page | null> => {
    pages[page] ??= readPage(copies, page, linksOf);
    // one that fails is told when its turn comes
    pages[page].catch(() => undefined);
    return pages[page];
  };
  for (let page = 0; ; page++) {
    for (let ahead = 0; ahead <= PAGES_AHEAD; ahead++) void pageOf(page + ahead);
    const found = await pageOf(page);
    if (!found) return;
    yield found;
    delete pages[page];
    delete links[page - 1];
  }
}

async function readPage(
  copies: readonly CopyOut[],
  page: number,
  linksOf: (page: number) => Promise<readonly Link[]>,
): Promise<Page | null> {
  const before = page === 0 ? [] : await linksOf(page - 1);
  if (page > 0 && before.length < PAGE_ROWS) return null;
  const links = await linksOf(page);
  const last = links.at(-1);
  const copy = copies[page % copies.length];
  if (!last || !copy) return null;
  const old = links.flatMap(({ seq, keyId }) => (keyId === null ? [seq] : []));
  const [entries, fields] = await Promise.all([
    readEntryBytes(copy, before.at(-1) ?? null, last, PAGE_ROWS + 1),
    old.length > 0 ? findEntryFields(old) : new Map<string, EntryFields>(),
  ]);
  return { links, entries, fields };
}

const entryAt = ({ bytes, ends }: PackedRows, index: number): Buffer | null => {
  const end = ends[index];
  return end === undefined ? null : bytes.subarray(index === 0 ? 0 : ends[index - 1], end);
};

/** A link as text: millions of them are compared, and numbers are made only of the one that does not fit. */
type Link = {
  readonly position: string;
  readonly seq: string;
  readonly txid: string;
  readonly hash: string;
  readonly keyId: string | null;
};

function createWalk(keys: AuditKeys | null, kept: KeptHeads | null) {
  const heads = new Map(kept?.heads.map((head) => [head.position, head]));
  const state = { last: null as Link | null, rows: 0, unkeyed: 0, confirmedTo: null as string | null };
  const judge = (link: Link, entry: Buffer | null, fields: Page["fields"]): string | null => {
    const position = `${state.rows + 1}`;
    if (link.position !== position) return `link ${position} is missing`;
    const foreign = findForeign(link, entry && placeOf(entry));
    if (foreign || !entry) return foreign;
    return (
      (link.keyId ? null : findUnsealed(state.last, position, kept)) ??
      findChanged(link, hashOf(state.last?.hash ?? CHAIN_START, link, entry, fields.get(link.seq))) ??
      findReplaced(heads.get(position), link)
    );
  };
  const hashOf = (previous: string, link: Link, entry: Buffer, fields: EntryFields | undefined) => {
    if (link.keyId) return keys?.find(link.keyId)?.sign(signedStart(previous, link.position), entry);
    return fields ? sha256(toLinkText(previous, link.position, fields)) : "";
  };
  const pass = (link: Link): void => {
    state.last = link;
    state.rows += 1;
    if (!link.keyId) state.unkeyed += 1;
    if (heads.has(link.position)) state.confirmedTo = link.position;
  };
  const check = ({ links, entries, fields }: Page): string | null => {
    for (const [index, link] of links.entries()) {
      const firstBreak = judge(link, entryAt(entries, index), fields);
      if (firstBreak) return firstBreak;
      pass(link);
    }
    const extra = entryAt(entries, links.length);
    return extra ? `entry ${placeOf(extra).seq} was slipped in` : null;
  };
  const findCutOff = (): string | null => {
    const beyond = kept?.heads.find((head) => BigInt(head.position) > BigInt(state.rows));
    if (!beyond) return null;
    return `the chain ends at link ${state.rows}, but link ${beyond.position} was written down at ${beyond.at}: its end was cut off`;
  };
  const counts = () => ({ rows: state.rows, unkeyed: state.unkeyed, confirmedTo: state.confirmedTo });
  return { check, findCutOff, counts };
}

const findReplaced = (head: KeptHead | undefined, link: Link): string | null =>
  head && head.hash !== link.hash
    ? `link ${link.position} is not the one that was written down outside the database at ${head.at}`
    : null;

/** Links and entries come in one order: an entry before its link has none, a link before its entry has lost it. */
function findForeign(
  link: Link,
  entry: { readonly seq: bigint; readonly txid: bigint } | null,
): string | null {
  const [seq, txid] = [BigInt(link.seq), BigInt(link.txid)];
  if (entry && entry.seq === seq && entry.txid === txid) return null;
  const isEarlier = entry && (entry.txid < txid || (entry.txid === txid && entry.seq < seq));
  return isEarlier
    ? `entry ${entry.seq} was slipped in, or link ${link.position} is out of order`
    : `entry ${seq} of link ${link.position} was deleted`;
}

/** Once sealed with a key, always: a link without one was made by somebody who has none. */
function findUnsealed(last: Link | null, position: string, kept: KeptHeads | null): string | null {
  const since = last?.keyId ? last.position : kept?.keyedFrom;
  if (!since || BigInt(position) < BigInt(since)) return null;
  return `link ${position} carries no key, though the chain had one at link ${since}`;
}

function findChanged({ position, seq, keyId, hash }: Link, found: string | undefined): string | null {
  if (found === hash) return null;
  return found === undefined
    ? `link ${position} is sealed with the key ${keyId}, which is not among those of this data folder`
    : `entry ${seq} of link ${position} was changed`;
}

function toLink(line: string): Link {
  const [position = "0", seq = "0", txid = "0", hash = "", keyId = "-"] = line.split(" ");
  return { position, seq, txid, hash, keyId: keyId === "-" ? null : keyId };
}
