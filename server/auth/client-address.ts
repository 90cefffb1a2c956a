/**
 * The address a request came from, as far as it is known: the web server writes the socket's address into
 * x-forwarded-for. A caller can forge it, so nothing but counting may rest on it.
 */
export const clientAddress = (headers: Headers): string =>
  (headers.get("x-forwarded-for")?.split(",")[0]?.trim() || "unknown").slice(0, 64);
