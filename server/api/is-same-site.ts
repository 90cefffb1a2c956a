/**
 * Whether a request that may change something comes from this site's own pages. A browser says so by
 * Sec-Fetch-Site or Origin; a request that carries neither is refused, so a script names its Origin.
 * `publicUrl` is the address the site knows itself by, "" when it knows none.
 */
export function isSameSite(headers: Headers, publicUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = headers.get("origin");
  if (origin === null) return site === "same-origin";
  return hostOf(origin) === headers.get("host") || (publicUrl !== "" && hostOf(origin) === hostOf(publicUrl));
}

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);
