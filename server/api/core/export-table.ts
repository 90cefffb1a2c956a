import type { z } from "zod";
import type { CsvValue } from "./csv";

/** One column of a file: its name, and the cell of a row. */
export type ExportColumn<Row> = readonly [name: string, of: (row: Row) => CsvValue];

/** One page of a table as lines; the cursor leads to the next. */
export type ExportPage = {
  readonly lines: readonly (readonly CsvValue[])[];
  readonly nextCursor: string | null;
};

export type ExportTable = {
  readonly columns: readonly string[];
  /** what the address may narrow it by: the same as the page of the table */
  readonly filter: z.ZodType;
  /** whether what it is narrowed to is this user's; without it there is nothing to ask */
  readonly isThere: (userId: string, filter: never) => Promise<boolean>;
  readonly page: (q: {
    readonly userId: string;
    readonly filter: never;
    readonly cursor: string | undefined;
    readonly limit: number;
  }) => Promise<ExportPage>;
};
