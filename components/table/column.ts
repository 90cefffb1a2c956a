import type { ReactNode } from "react";

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
  /** shown on a phone as well */
  readonly phone?: boolean;
  /** cannot be hidden */
  readonly fixed?: boolean;
  /** can be sorted by */
  readonly sorts?: boolean;
  /** gives way while a drawer stands beside the table: at once, or on narrower screens only */
  readonly beside?: "hide" | "late";
  readonly className?: string;
};

export type Sort = { readonly by: string; readonly descending: boolean };

/** Rows still to be had behind those that are there. */
export type More = { readonly load: () => void; readonly loading: boolean };

/** The way back to the newest of a list that no longer follows events; null while it does. */
export type ToNewest = (() => void) | null;
