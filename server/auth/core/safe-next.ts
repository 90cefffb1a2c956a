export const FIRST_PAGE = "/dashboard";
const LENGTH_MAX = 512;
/** Doors that are no pages: coming back to them would lead nowhere. */
const NO_PAGE = /^\/(api|signin|welcome|_next)(\/|$)/;

/**
 * Where a person goes after signing in: the page they came for, given as a path of this site. Anything that could
 * lead to another site, or that is no page, becomes the first page.
 */
export function safeNext(asked: unknown): string {
  if (typeof asked !== "string" || asked.length > LENGTH_MAX || !/^\/[^\\\p{Cc}]*$/u.test(asked))
    return FIRST_PAGE;
  const here = "http://here.invalid";
  if (!URL.canParse(asked, here)) return FIRST_PAGE;
  const { origin, pathname, search, hash } = new URL(asked, here);
  // "/.//elsewhere" is made "//elsewhere" while it is read
  if (origin !== here || pathname.startsWith("//") || NO_PAGE.test(pathname)) return FIRST_PAGE;
  return `${pathname}${search}${hash}`;
}
