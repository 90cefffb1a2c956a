/**
 * Numbers as programs write them into files of candles: plain, with an exponent, with groups of three in quotes, with
 * a decimal comma where the columns are parted by something else. Read from bytes, for a file has millions of them.
 */
export type NumberCell = {
  value: number;
  /** decimals that are not zeros at the end */
  scale: number;
  /** had more digits than a float holds: rounded to 15 */
  rounded: boolean;
};

export type CellKind = "number" | "absent" | "wrong";

const DIGITS_MAX = 15;
const SCALE_EXACT = 22;
const ABSENT = /^(?:|nan|null|none|nil|na|n\/a|-|undefined|[+-]?inf(?:inity)?)$/i;
/** groups for certain: a point follows, or there are several of them */
const GROUPED = /^[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/;
/** groups or a decimal comma: nobody can tell */
const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const WRITTEN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const POWERS = Float64Array.from({ length: SCALE_EXACT + 1 }, (_, power) => 10 ** power);
const ZERO = 48;
const POINT = 46;
const VALUE_MAX = 999_999_999_999_999;

/**
 * Reads bytes[from, to) into `cell`. `absent` is what stands where there was no number (empty, NaN, null). A lone comma
 * with three digits behind it is a decimal comma where `decimalComma` says so, and refused where it could be either.
 */
export const readNumberCell = (
  bytes: Uint8Array,
  from: number,
  to: number,
  cell: NumberCell,
  decimalComma = false,
): CellKind =>
  readPlain(bytes, from, to, cell) ? "number" : readText(textOf(bytes, from, to), cell, decimalComma);

let mantissa = 0;
let zeros = 0;

/** Adds the digits from `at` on to the mantissa; returns where they end. */
function addDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  zeros = 0;
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    zeros = digit === 0 ? zeros + 1 : 0;
  }
  return at;
}

/** Digits with at most one point, no more of them than a float holds exactly: what nearly every cell is. */
function readPlain(bytes: Uint8Array, from: number, to: number, cell: NumberCell): boolean {
  mantissa = 0;
  const whole = addDigits(bytes, from, to);
  const point = whole < to ? 1 : 0;
  const scale = to - whole - point;
  if (point === 1 && (bytes[whole] !== POINT || addDigits(bytes, whole + 1, to) < to)) return false;
  if (mantissa > VALUE_MAX || scale > SCALE_EXACT || to - from <= point) return false;
  cell.value = mantissa / (POWERS[scale] as number);
  cell.scale = Math.max(0, scale - zeros);
  cell.rounded = false;
  return true;
}

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString("latin1")
    .trim();

/** The same for text. */
export function readText(text: string, cell: NumberCell, decimalComma = false): CellKind {
  if (ABSENT.test(text)) return "absent";
  if (EITHER.test(text) && !decimalComma) return "wrong";
  const plain = GROUPED.test(text) ? text.replaceAll(",", "") : text.replace(/^([+-]?\d*),(\d+)$/, "$1.$2");
  if (!WRITTEN.test(plain)) return "wrong";
  const exact = Number(plain);
  if (!Number.isFinite(exact)) return "wrong";
  const value = Number(exact.toPrecision(DIGITS_MAX));
  cell.value = value;
  cell.scale = scaleOf(value);
  cell.rounded = significant(plain) > DIGITS_MAX;
  return "number";
}

/** Decimals of a float as it is written in the shortest way. */
export function scaleOf(value: number): number {
  const [mantissa = "", power = "0"] = String(value).split("e");
  const fraction = mantissa.split(".")[1] ?? "";
  return Math.max(0, fraction.length - Number(power));
}

const significant = (plain: string): number =>
  plain
    .replace(/[eE].*$/, "")
    .replace(/[-+.]/g, "")
    .replace(/^0+|0+$/g, "").length;
