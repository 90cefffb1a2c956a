import type { TimeUnit } from "./time-cell";

/** What a column of a file holds. */
export const roles = ["time", "open", "high", "low", "close", "volume"] as const;
export type Role = (typeof roles)[number];

/** Where in a row each thing stands, counted from 0; -1 where it does not. */
export type Layout = {
  readonly time: number;
  /** the hour, where date and hour are two columns */
  readonly clock: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly enter: number;
  readonly exit: number;
  readonly symbol: number;
  /** what the times count, where the file says so itself */
  readonly unit: TimeUnit | null;
  /** columns with a name that were not used */
  readonly others: readonly string[];
  /** how the columns were told, for people */
  readonly words: string;
};

export const noLayout: Layout = {
  time: -1,
  clock: -1,
  open: -1,
  high: -1,
  low: -1,
  close: -1,
  volume: -1,
  enter: -1,
  exit: -1,
  symbol: -1,
  unit: null,
  others: [],
  words: "",
};

/** `time,open,high,low,close,volume` as it is written in --columns. */
export const columnsExample = "--columns time,open,high,low,close,volume";
