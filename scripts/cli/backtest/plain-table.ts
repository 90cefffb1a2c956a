/** One column: its head and what stands in it; figures are set to the right. */
export type PlainColumn<Row> = {
  readonly head: string;
  readonly right?: boolean;
  readonly text: (row: Row) => string;
};

/** Rows as lines of even columns, with two spaces between, for a terminal or a file. */
export function plainTable<Row>(rows: readonly Row[], columns: readonly PlainColumn<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ text }) => printable(text(row))));
  const widths = columns.map(({ head }, place) =>
    Math.max(head.length, ...cells.map((row) => (row[place] as string).length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, place) => {
        const width = widths[place] as number;
        return columns[place]?.right === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...cells.map(line)].join("\n");
}

/** Names come from files: what would move a terminal's cursor is left out. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, "?");
