import { RecordingError } from "@/server/market/feeds/parse-recording";

export type CandleText = {
  /** the columns of prices alone */
  readonly csv: string;
  readonly flags: { readonly entry: Uint8Array; readonly exit: Uint8Array } | null;
};

const PRICES = "timestamp_ms,open,high,low,close,volume";
const PRICE_COLUMNS = 6;

/**
 * Takes the columns enter_long and exit_long off a table of candles, if it has them: 1 is yes, 0 or nothing is no.
 * Throws RecordingError that names the row for any other text.
 */
export function splitFlags(file: string, text: string): CandleText {
  const headEnd = text.indexOf("\n");
  const header = text.slice(0, headEnd < 0 ? text.length : headEnd).replace(/^\uFEFF|\r$/g, "");
  if (!header.startsWith(`${PRICES},`)) return { csv: text, flags: null };
  const names = header.split(",").slice(PRICE_COLUMNS);
  const rows = text.slice(headEnd + 1).split("\n");
  if (rows.at(-1) === "") rows.pop();
  const entry = new Uint8Array(rows.length);
  const exit = new Uint8Array(rows.length);
  const lines = rows.map((row, index) => {
    const cells = row.replace(/\r$/, "").split(",");
    const flag = (name: string): number =>
      readFlag({ file, index, name }, cells[PRICE_COLUMNS + names.indexOf(name)]);
    if (names.includes("enter_long")) entry[index] = flag("enter_long");
    if (names.includes("exit_long")) exit[index] = flag("exit_long");
    return cells.slice(0, PRICE_COLUMNS).join(",");
  });
  return { csv: [PRICES, ...lines].join("\n"), flags: { entry, exit } };
}

function readFlag(at: { file: string; index: number; name: string }, text: string | undefined): number {
  if (text === "1" || text === "1.0") return 1;
  if (text === "0" || text === "0.0" || text === "") return 0;
  throw new RecordingError(
    `${at.file}: row ${at.index + 1} has "${(text ?? "").slice(0, 20)}" as ${at.name}, which must be 0 or 1. Correct or replace the file; nothing was imported.`,
  );
}
