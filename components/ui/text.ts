// Kinds of text, as class names: for elements that are something else already (a link, a cell, a label).

/** A rule or an aside, below what it is about. */
export const HINT = "text-micro leading-[1.4] text-text-3";

/** Ids, keys, anything typed by machines. */
export const CODE = "font-mono text-[0.923em]";

/** A link within text. */
export const LINK = "rounded-[2px] text-accent hover:underline";

/** The name of the page one is on. */
export const PAGE_TITLE = "text-title font-semibold tracking-[-0.01em] whitespace-nowrap";

/** The way back up, before it or above it. */
export const CRUMB = "rounded-[2px] font-normal text-text-2";
