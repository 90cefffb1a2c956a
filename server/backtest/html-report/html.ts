/** Text that may stand in HTML as it is: made here and nowhere else. */
export class Html {
  constructor(readonly text: string) {}
}
type Part = Html | string | number | null | undefined | false | readonly Part[];

const MARKUP: { readonly [sign: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Signs that turn the direction of text, or move a cursor. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const toText = (part: Part): string => {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(toText).join("");
  return String(part)
    .replace(INVISIBLE, "")
    .replace(/[&<>"']/g, (sign) => MARKUP[sign] as string);
};

/** html`<b>${name}</b>`: whatever is put in is text, unless it is HTML made here. */
export const html = (fixed: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(
    fixed.map((text, place) => text + (place < parts.length ? toText(parts[place] as Part) : "")).join(""),
  );
