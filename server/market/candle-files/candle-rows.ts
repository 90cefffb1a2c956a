import { CandleFileError } from "./candle-file-error";

/** the columns of numbers, in the order of a table */
export const prices = ["open", "high", "low", "close"] as const;
const numbers = ["openAt", ...prices, "volume"] as const;
/** all that is kept of a row */
export const columns = [...numbers, "row", "enter", "exit"] as const;

const FIRST_ROOM = 4_096;
export const ROWS_MAX = 20_000_000;

/** The rows of one file as they come, in columns that grow: prices as floats, times in ms UTC. */
export class CandleRows {
  length = 0;
  openAt = new Float64Array(FIRST_ROOM);
  open = new Float64Array(FIRST_ROOM);
  high = new Float64Array(FIRST_ROOM);
  low = new Float64Array(FIRST_ROOM);
  close = new Float64Array(FIRST_ROOM);
  volume = new Float64Array(FIRST_ROOM);
  /** row of the file, counted from 1 without the header */
  row = new Uint32Array(FIRST_ROOM);
  enter = new Uint8Array(FIRST_ROOM);
  exit = new Uint8Array(FIRST_ROOM);
  /** decimals of the finest price and of the finest volume */
  priceScale = 0;
  volumeScale = 0;
  /** the first row with more digits than a float holds, 0 when there is none; and how many there are */
  roundedRow = 0;
  rounded = 0;
  /** rows without numbers: left out */
  emptyRow = 0;
  empty = 0;

  /** Writes the row at one place over the one at another. */
  copy(from: number, to: number): void {
    if (from !== to) for (const name of columns) this[name][to] = this[name][from] as number;
  }

  constructor(private readonly file: string) {}

  /** Makes room for one more row and returns its index. */
  next(): number {
    if (this.length === this.openAt.length) this.grow();
    const index = this.length;
    this.length += 1;
    return index;
  }

  private grow(): void {
    if (this.length >= ROWS_MAX) {
      throw new CandleFileError(
        `${this.file} holds more than ${ROWS_MAX} rows: split it by time. Nothing was read.`,
      );
    }
    const room = Math.ceil(this.length * 1.5);
    for (const name of numbers) this[name] = new Float64Array(grown(this[name], room));
    this.row = new Uint32Array(grown(this.row, room));
    this.enter = new Uint8Array(grown(this.enter, room));
    this.exit = new Uint8Array(grown(this.exit, room));
  }
}

/** The same memory made longer: the old one is given back at once, not when a collector comes by. */
const grown = ({ buffer, BYTES_PER_ELEMENT }: Column, room: number): ArrayBuffer =>
  buffer.transferToFixedLength(room * BYTES_PER_ELEMENT);

type Column = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
