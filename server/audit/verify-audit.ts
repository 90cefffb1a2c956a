import { invariant } from "@/server/kernel/result";
import { type CopyOut, openCopyOut, type PackedRows } from "@/server/platform/copy-out";
import type { AuditKeys } from "./audit-keys";
import { CHAIN_START, type EntryFields, signedStart, toLinkText } from "./core/chain-hash";
import type { KeptHead, KeptHeads } from "./core/kept-heads";
import { sha256 } from "./sha256";
import {
  createLinkReader,
  findEntryFields,
  isOf,
  type Link,
  placeAt,
  placeOfLink,
  readEntryBytes,
  readLinkBytes,
} from "./store";

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

/** The first for the links, the others for the entries. */
async function openCopies(): Promise<readonly CopyOut[]> {
  const copies: CopyOut[] = [];
  for (let count = 0; count <= PAGES_AHEAD; count++) copies.push(await openCopyOut());
  return copies;
}

/** Links in order, and the entries that lie where theirs must lie: where nothing was touched the two fit one by one. */
type Page = {
  readonly links: PackedRows;
  readonly entries: PackedRows;
  /** of links of old, which no key signed */
  readonly fields: ReadonlyMap<bigint, EntryFields>;
};

/**
 * The chain page by page. Links are numbered without a gap, so where a page of them begins is known before the one
 * before it is read; a gap shows as the first link that is not the expected one.
 */
async function* readPages([linkCopy, ...copies]: readonly CopyOut[]): AsyncGenerator<Page> {
  invariant(linkCopy, "there is a connection for the links");
  const links: Promise<PackedRows>[] = [];
  const linksOf = (page: number): Promise<PackedRows> => {
    links[page] ??= readLinkBytes(linkCopy, page * PAGE_ROWS, PAGE_ROWS);
    return links[page];
  };
  const pages: Promise<Page | null>[] = [];
  const pageOf = (page: number): Promise<Page | null> => {
    pages[page] ??= readPage(copies[page % copies.length], page, linksOf);
    // one that fails is told when its turn comes
    pages[page].catch(() => undefined);
    return pages[page];
  };
  for (let page = 0; ; page++) {
    for (let ahead = 0; ahead <= PAGES_AHEAD; ahead++) void pageOf(page + ahead);
    const found = await pageOf(page);
    if (!found) return;
    yield found;
    copies[page % copies.length]?.reuse(found.entries);
    delete pages[page];
    if (page === 0) continue;
    linkCopy.reuse(await linksOf(page - 1));
    delete links[page - 1];
  }
}

async function readPage(
  copy: CopyOut | undefined,
  page: number,
  linksOf: (page: number) => Promise<PackedRows>,
): Promise<Page | null> {
  const before = page === 0 ? null : await linksOf(page - 1);
  if (before && before.ends.length < PAGE_ROWS) return null;
  const links = await linksOf(page);
  const last = lastLink(links);
  if (!last || !copy) return null;
  const old = listUnkeyed(links);
  const beforeFirst = before && lastLink(before);
  const [entries, fields] = await Promise.all([
    readEntryBytes(copy, beforeFirst && placeOfLink(beforeFirst), placeOfLink(last), PAGE_ROWS + 1),
    old.length > 0 ? findEntryFields(old) : new Map<bigint, EntryFields>(),
  ]);
  return { links, entries, fields };
}

const startOf = ({ ends }: PackedRows, index: number): number => (index === 0 ? 0 : (ends[index - 1] ?? 0));

type ReadLink = ReturnType<typeof createLinkReader>;

const linkOf = (links: PackedRows, index: number, read: ReadLink): Link =>
  read(links.bytes, startOf(links, index));

/** Entries of links of old. They all lie before the first with a key; one behind it is a break, whatever its entry. */
function listUnkeyed(links: PackedRows): readonly bigint[] {
  const seqs: bigint[] = [];
  const readLink = createLinkReader();
  for (let index = 0; index < links.ends.length; index++) {
    const link = linkOf(links, index, readLink);
    if (link.keyId !== null) break;
    seqs.push(placeOfLink(link).seq);
  }
  return seqs;
}

const lastLink = (links: PackedRows): Link | null =>
  links.ends.length === 0 ? null : linkOf(links, links.ends.length - 1, createLinkReader());

/** An entry as its bytes lie in its page; null where there is none. */
type Entry = { readonly bytes: Buffer; readonly from: number; readonly end: number } | null;

function entryAt(entries: PackedRows, index: number): Entry {
  const end = entries.ends[index];
  return end === undefined ? null : { bytes: entries.bytes, from: startOf(entries, index), end };
}

type Passed = Pick<Link, "position" | "hash" | "keyId">;

function createWalk(keys: AuditKeys | null, kept: KeptHeads | null) {
  const readLink = createLinkReader();
  const heads = new Map(kept?.heads.map((head) => [Number(head.position), head]));
  const state = { last: null as Passed | null, rows: 0, unkeyed: 0, confirmedTo: null as string | null };
  const judge = (link: Link, entry: Entry, fields: Page["fields"]): string | null => {
    const position = state.rows + 1;
    if (link.position !== position) return `link ${position} is missing`;
    const foreign = findForeign(link, entry);
    if (foreign || !entry) return foreign;
    return (
      (link.keyId ? null : findUnsealed(state.last, position, kept)) ??
      findChanged(link, hashOf(state.last?.hash ?? CHAIN_START, link, entry, fields)) ??
      findReplaced(heads.get(position), link)
    );
  };
  const hashOf = (previous: string, link: Link, entry: NonNullable<Entry>, fields: Page["fields"]) => {
    const { keyId, position } = link;
    if (keyId)
      return keys
        ?.find(keyId)
        ?.sign(signedStart(previous, `${position}`), entry.bytes, entry.from, entry.end);
    const own = fields.get(placeOfLink(link).seq);
    return own ? sha256(toLinkText(previous, `${position}`, own)) : "";
  };
  const pass = (link: Link): void => {
    const { position, hash, keyId } = link;
    // not its bytes: they are read over
    state.last = { position, hash, keyId };
    state.rows += 1;
    if (!link.keyId) state.unkeyed += 1;
    if (heads.has(link.position)) state.confirmedTo = `${link.position}`;
  };
  const check = ({ links, entries, fields }: Page): string | null => {
    for (let index = 0; index < links.ends.length; index++) {
      const link = linkOf(links, index, readLink);
      const firstBreak = judge(link, entryAt(entries, index), fields);
      if (firstBreak) return firstBreak;
      pass(link);
    }
    const extra = entryAt(entries, links.ends.length);
    return extra ? `entry ${placeAt(extra.bytes, extra.from).seq} was slipped in` : null;
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
function findForeign(link: Link, entry: Entry): string | null {
  if (entry && isOf(link, entry.bytes, entry.from)) return null;
  const { seq, txid } = placeOfLink(link);
  const there = entry && placeAt(entry.bytes, entry.from);
  const isEarlier = there && (there.txid < txid || (there.txid === txid && there.seq < seq));
  return isEarlier
    ? `entry ${there.seq} was slipped in, or link ${link.position} is out of order`
    : `entry ${seq} of link ${link.position} was deleted`;
}

/** Once sealed with a key, always: a link without one was made by somebody who has none. */
function findUnsealed(last: Passed | null, position: number, kept: KeptHeads | null): string | null {
  const since = last?.keyId ? last.position : kept?.keyedFrom;
  if (!since || position < Number(since)) return null;
  return `link ${position} carries no key, though the chain had one at link ${since}`;
}

function findChanged(link: Link, found: string | undefined): string | null {
  if (found === link.hash) return null;
  return found === undefined
    ? `link ${link.position} is sealed with the key ${link.keyId}, which is not among those of this data folder`
    : `entry ${placeOfLink(link).seq} of link ${link.position} was changed`;
}
