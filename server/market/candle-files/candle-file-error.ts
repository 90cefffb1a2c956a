/** What is wrong with a file of candles, as one sentence that names file, row and column, and says what mends it. */
export class CandleFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CandleFileError";
  }
}

const SHOWN = 40;

/** Text of a stranger's file, short enough for a sentence. */
export const shown = (text: string): string => JSON.stringify(text.slice(0, SHOWN));

/** A moment (ms UTC) as it is named in a sentence. */
export const momentText = (atMs: number): string => new Date(atMs).toISOString().replace(".000Z", "Z");

/** Refuses the file for one of its rows, counted from 1 without the header. */
export const wrongRow = (file: string, row: number, what: string): CandleFileError =>
  new CandleFileError(`${file}: row ${row} ${what} Nothing was read.`);
