import type { Dict } from "ccxt";
import { BadResponse } from "./ccxt-values";

/** VALR hands out no more rows at once. */
export const PAGE = 100;

type Pages = {
  /** how many rows at most */
  readonly most: number;
  readonly ask: (skip: number, size: number) => Promise<unknown>;
  readonly idOf: (row: Dict) => string | undefined;
  /** older than what is asked for: rows come newest first, so the first of them is the end */
  readonly isOld: (row: Dict) => boolean;
};

/**
 * Reads a list that comes newest first, page by page. What is added meanwhile moves rows to the next page: they come
 * twice and are taken once, so none is lost at a border. `whole` is false where `most` cut it short. Throws where a
 * page brings nothing new: a server that does not page would be read for ever.
 */
export async function readPages(pages: Pages): Promise<{ rows: Dict[]; whole: boolean }> {
  const { most, idOf, isOld } = pages;
  const found = new Map<string, Dict>();
  const size = Math.min(PAGE, most);
  for (let skip = 0; found.size < most; skip += PAGE) {
    const page = await askPage(pages, skip, size);
    const young = page.filter((row) => !isOld(row));
    const before = found.size;
    for (const row of young) found.set(idOf(row) ?? `${skip} ${found.size}`, row);
    if (page.length < size || young.length < page.length) return { rows: [...found.values()], whole: true };
    if (found.size === before) throw new BadResponse("valr answered the same page twice");
  }
  return { rows: [...found.values()].slice(0, most), whole: false };
}

async function askPage({ ask }: Pages, skip: number, size: number): Promise<Dict[]> {
  const page = await ask(skip, size);
  if (!Array.isArray(page)) throw new BadResponse("valr answered with something that is no list");
  return page;
}
