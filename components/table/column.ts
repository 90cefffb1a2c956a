import type { ReactNode } from "react";

/** What a column is sorted by: decimal text by its value, other text by its letters; null stands last both ways. */
export type SortValue = string | number | null;

/** One column of a table. */
export type Column<Row> = {
  /** stands in the address: short, lower case */
  readonly id: string;
  /** what the column chooser and a screen reader call it */
  readonly label: string;
  /** what stands in the head where it is not the label */
  readonly head?: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly right?: boolean;
  /** its head has parts of its own and takes the whole width of the column */
  readonly wideHead?: boolean;
  /** shown on a phone as well */
  readonly phone?: boolean;
  /** cannot be hidden */
  readonly fixed?: boolean;
  /** can be sorted by: here by this value, or, where it says `true`, by whoever gives the rows */
  readonly sorts?: true | ((row: Row) => SortValue);
  /** gives way while a drawer stands beside the table: at once, or on narrower screens only */
  readonly beside?: "hide" | "late";
  readonly className?: string;
};

export type Sort = { readonly by: string; readonly descending: boolean };

/** Rows still to be had behind those that are there. */
export type More = { readonly load: () => void; readonly loading: boolean };

/** The way back to the newest of a list that no longer follows events; null while it does. */
export type ToNewest = (() => void) | null;

/** Rows that can be picked, with what is said of each. */
export type Picks<Row> = {
  readonly picked: readonly string[];
  /** the picked ones, in the order of picking */
  readonly onPick: (ids: readonly string[]) => void;
  readonly canPick: (row: Row) => boolean;
  /** "Compare": what picking is for; and for one row "Compare Hera" */
  readonly head: string;
  readonly label: (row: Row) => string;
};
