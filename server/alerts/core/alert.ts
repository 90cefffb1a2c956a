import type { AlertKind } from "./kinds";
import type { Severity } from "./severity";

/** What somebody found and its owner should know. */
export type AlertAsk = {
  readonly kind: AlertKind;
  /** the kind's own where none is named */
  readonly severity?: Severity;
  /** what it is about: `bot:ID`, `venue:NAME`, `book:NAME`, `exchange:NAME`, `job:PART`, `system:disk` */
  readonly subject: string;
  /** the same key is the same alert, as long as that is open */
  readonly dedupeKey: string;
  /** this case in a sentence, with its figures */
  readonly why: string;
  /** the kind's own where none is said */
  readonly todo?: string;
  readonly facts?: { readonly [name: string]: string | number | boolean | null };
};

/** What becomes of alerts: one is raised, or one, or all whose keys begin alike, is over. */
export type AlertAct =
  | { readonly act: "raise"; readonly ask: AlertAsk }
  | { readonly act: "resolve"; readonly dedupeKey: string; readonly words: string }
  | { readonly act: "resolveAll"; readonly keysUnder: string; readonly words: string };
