export const FIRST_ROOM = "/dashboard";
const LENGTH_MAX = 512;
/** Doors that are no rooms: coming back to them would lead nowhere. */
const NO_ROOM = /^\/(api|signin|welcome|_next)(\/|$)/;

/**
 * Where a person goes after signing in: the room they came for, given as a path of this site. Anything that could
 * lead to another site, or that is no room, becomes the first room.
 */
export function safeNext(asked: unknown): string {
  if (typeof asked !== "string" || asked.length > LENGTH_MAX || !/^\/[^\\\p{Cc}]*$/u.test(asked))
    return FIRST_ROOM;
  const here = "http://here.invalid";
  if (!URL.canParse(asked, here)) return FIRST_ROOM;
  const { origin, pathname, search, hash } = new URL(asked, here);
  // "/.//elsewhere" is made "//elsewhere" while it is read
  if (origin !== here || pathname.startsWith("//") || NO_ROOM.test(pathname)) return FIRST_ROOM;
  return `${pathname}${search}${hash}`;
}
