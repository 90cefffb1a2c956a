const BODY_BYTES_MAX = 8_192;

/**
 * The fields of a posted form, or the answer to one that cannot be read: 415 for another kind, 411 without a
 * length, 413 above 8 KB. Nothing is read before that is known.
 */
export async function readForm(request: Request): Promise<Record<string, string> | Response> {
  const refused = refuseForm(request.headers);
  if (refused) return refused;
  const fields = new URLSearchParams(await request.text());
  return Object.fromEntries(fields);
}

function refuseForm(headers: Headers): Response | null {
  const kind = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (kind !== "application/x-www-form-urlencoded") return said(415, "Send this as a form.");
  return refuseLarge(headers);
}

/** The answer to a form that is larger than any of the door's, before a byte of it is read; else null. */
export function refuseLarge(headers: Headers): Response | null {
  const length = headers.get("content-length");
  if (length === null) return said(411, "Send the length of the form.");
  return Number(length) <= BODY_BYTES_MAX ? null : said(413, "The form is over 8 KB.");
}

/** A short answer in plain words. */
export const said = (status: number, words: string): Response =>
  new Response(words, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

/** On to another page of this site, by GET. */
export const goTo = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path, "cache-control": "no-store" } });
