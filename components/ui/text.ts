// Kinds of text, as class names: for elements that are something else already (a link, a cell, a label).

/** A rule or an aside, below what it is about. */
export const HINT = "text-micro leading-[1.4] text-text-3";

/** Ids, keys, anything typed by machines. */
export const CODE = "font-mono text-[0.923em]";

/** A link within text. */
export const LINK = "rounded-[2px] text-accent hover:underline";
