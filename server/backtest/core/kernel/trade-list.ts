/** Why a position was closed; a trade holds the index. */
export const exitReasons = [
  "exit_signal",
  "stop_loss",
  "roi",
  "trailing_stop_loss",
  "force_exit",
  "time_stop",
] as const;
export type ExitReason = (typeof exitReasons)[number];

export const EXIT_SIGNAL = 0;
export const STOP_LOSS = 1;
export const ROI = 2;
export const TRAILING_STOP = 3;
export const FORCE_EXIT = 4;
export const TIME_STOP = 5;

const FIRST_ROOM = 256;

/** The closed trades of one market as growing columns, in the order they were closed. */
export class TradeList {
  length = 0;
  openCandle = new Int32Array(FIRST_ROOM);
  closeCandle = new Int32Array(FIRST_ROOM);
  openRate = new Float64Array(FIRST_ROOM);
  closeRate = new Float64Array(FIRST_ROOM);
  /** base */
  amount = new Float64Array(FIRST_ROOM);
  /** quote, after the fees of both sides */
  profit = new Float64Array(FIRST_ROOM);
  /** of what the entry cost with its fee */
  profitRatio = new Float64Array(FIRST_ROOM);
  /** quote, both sides */
  fees = new Float64Array(FIRST_ROOM);
  reason = new Uint8Array(FIRST_ROOM);
  /** 0: closed at the open of its candle; 1: inside it or at its close, until which it may have been held */
  late = new Uint8Array(FIRST_ROOM);

  /** Takes in one trade; its columns are written by the caller at the index it gives. */
  add(): number {
    if (this.length === this.reason.length) this.grow(this.length * 2);
    this.length += 1;
    return this.length - 1;
  }

  /** Empty again, with the room it has. */
  clear(): this {
    this.length = 0;
    return this;
  }

  private grow(room: number): void {
    this.openCandle = copyInto(new Int32Array(room), this.openCandle);
    this.closeCandle = copyInto(new Int32Array(room), this.closeCandle);
    this.openRate = copyInto(new Float64Array(room), this.openRate);
    this.closeRate = copyInto(new Float64Array(room), this.closeRate);
    this.amount = copyInto(new Float64Array(room), this.amount);
    this.profit = copyInto(new Float64Array(room), this.profit);
    this.profitRatio = copyInto(new Float64Array(room), this.profitRatio);
    this.fees = copyInto(new Float64Array(room), this.fees);
    this.reason = copyInto(new Uint8Array(room), this.reason);
    this.late = copyInto(new Uint8Array(room), this.late);
  }
}

function copyInto<T extends Int32Array | Float64Array | Uint8Array>(into: T, from: T): T {
  into.set(from);
  return into;
}
