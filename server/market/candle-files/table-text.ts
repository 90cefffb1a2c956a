/** A table as text, out of a form that is not text: rows parted by commas, a header where columns have names. */
export type TableText = {
  readonly chunks: AsyncIterable<Buffer>;
  readonly words: string;
  /** the market the file names, as it writes it; null when it names none */
  readonly symbol: string | null;
  /** start of the newest candle that the exchange calls finished, ms UTC; null when it does not say */
  readonly finishedMs: number | null;
};

const ROWS_A_CHUNK = 2_000;

/** Lines of a table, some thousand at a time; `lineAt` has no newline. */
export async function* textOfRows(
  header: readonly string[] | null,
  length: number,
  lineAt: (index: number) => string,
): AsyncGenerator<Buffer> {
  if (header) yield Buffer.from(`${header.map(cellText).join(",")}\n`);
  for (let from = 0; from < length; from += ROWS_A_CHUNK) {
    let text = "";
    for (let index = from; index < Math.min(from + ROWS_A_CHUNK, length); index++)
      text += `${lineAt(index)}\n`;
    yield Buffer.from(text);
  }
}

/** One cell of such a line. Dates are told in milliseconds since 1970; what is no single value is no number either. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return String(value.getTime());
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value).replace(/[,"\r\n]/g, " ");
}
