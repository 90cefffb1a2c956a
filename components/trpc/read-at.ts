// When the server read what a page shows: by the server's own clock, as its answer says, not when the answer was drawn.
import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "@/server/api/root";

const HEADER = "x-read-at";
const readAts = new WeakMap<object, number>();

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Notes the instant of every answer beside its data. */
export const noteReadAt: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        ...observer,
        next: (value) => {
          const at = Number(readHeader(value.context?.response));
          if (at > 0 && "data" in value.result && isObject(value.result.data))
            readAts.set(value.result.data, at);
          observer.next(value);
        },
      }),
    );

const readHeader = (response: unknown): string | null =>
  response instanceof Response ? response.headers.get(HEADER) : null;

/** A cache that keeps an equal older answer keeps the instant of the newer one with it. */
export function keepReadAt<Data>(kept: Data, next: unknown): Data {
  if (!isObject(kept) || !isObject(next)) return kept;
  const at = readAts.get(next);
  if (at !== undefined) readAts.set(kept, at);
  const [keptPages, nextPages] = [pagesOf(kept), pagesOf(next)];
  for (const [place, page] of nextPages.entries()) {
    const [pageAt, keptPage] = [readAts.get(page), keptPages[place]];
    if (pageAt !== undefined && keptPage) readAts.set(keptPage, pageAt);
  }
  return kept;
}

/** Server clock, ms; of a list of pages the oldest. Null for what the server drew with the page. */
export function readAtOf(data: unknown): number | null {
  if (!isObject(data)) return null;
  const own = readAts.get(data);
  if (own !== undefined) return own;
  const known = pagesOf(data).flatMap((page) => readAts.get(page) ?? []);
  return known.length > 0 ? Math.min(...known) : null;
}

function pagesOf(data: object): readonly object[] {
  const pages: unknown = "pages" in data ? data.pages : null;
  return Array.isArray(pages) ? pages.filter(isObject) : [];
}
