// The one reader of numbers that people type: forms, options of the terminal, settings, sentences. A number is read as
// it was meant or refused with a sentence that says how to write it; none is guessed.
//
// - The decimal mark is a point or a comma: "0.5", "0,5", ".5".
// - Groups are three digits each, the first one to three, parted by spaces (no-break and thin ones too), apostrophes, or
//   by whichever of comma and point is not the decimal mark: "1 000", "10,000.50", "1.000.000", "1'000,5".
// - One comma with three digits behind it is refused: "10,000" is ten thousand to some and ten to others. Not where
//   groups are out of the question: "0,125" and "1234,567" have a decimal comma.
// - One point with three digits behind it is a decimal point, as this application prints it, unless the last digit is
//   a zero: nobody who means 10 writes "10.000", so that is refused too.
// - An exponent after plain digits: "1e3", "1.5e-4". A sign: "+", "-", or a true minus. No minus zero.
// - Signs of currencies, units and percent are refused with the number alone; a percentage may carry its sign.

/** The plain decimal ("1000", "0.05", "-2"), or what is wrong in one sentence. */
export type TypedNumber =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly kind: "unreadable" | "ambiguous" | "beyond"; readonly words: string };

const SPACES = /[ \u00a0\u2000-\u200a\u202f\u205f]/g;
const LENGTH_MAX = 100;
const WHOLE_MAX = 20;
const FRACTION_MAX = 18;
const EXPONENT = /^([^eE]+)[eE]([+-]?\d{1,4})$/;
const HOW = "write it plainly, for example 1000 or 0.5";

/** Reads a number as it was typed; `percent` allows a percent sign after it, and gives the percentage itself. */
export function readNumber(typed: string, options: { readonly percent?: boolean } = {}): TypedNumber {
  const given = typed.trim();
  if (given.length > LENGTH_MAX) return notOne(given);
  if (given === "") return unreadable("Write a number, for example 1000 or 0.5.");
  const bare = options.percent === true ? given.replace(/\s*%$/, "") : given;
  const unit = unitOf(bare);
  if (unit !== null) return unreadable(`${quote(given)}: write the number alone, without ${quote(unit)}.`);
  const sign = /^[-\u2212]/.test(bare) ? "-" : "";
  const unsigned = bare.replace(/^[-+\u2212]/, "");
  const [, mantissa = unsigned, power = "0"] = EXPONENT.exec(unsigned) ?? [];
  if (mantissa !== unsigned && !/^\d+(\.\d+)?$/.test(mantissa)) return notOne(given);
  const parts = mantissa === unsigned ? partsOf(mantissa, given) : plainParts(mantissa);
  return "ok" in parts ? parts : finish(given, sign, shift(parts, Number.parseInt(power, 10)));
}

type Parts = { readonly whole: string; readonly fraction: string };

function partsOf(digits: string, given: string): Parts | TypedNumber {
  if (!/^[\d.,'\u2019 \u00a0\u2000-\u200a\u202f\u205f]+$/.test(digits) || !/\d$/.test(digits))
    return notOne(given);
  const spaced = digits.replace(SPACES, " ").replace(/\u2019/g, "'");
  const mark = decimalMarkOf(spaced);
  const at = mark === null ? -1 : spaced.lastIndexOf(mark);
  const before = at < 0 ? spaced : spaced.slice(0, at);
  const fraction = at < 0 ? "" : spaced.slice(at + 1);
  const whole = ungrouped(before);
  if (whole === null || !/^\d*$/.test(fraction)) return notOne(given);
  const parts = { whole, fraction };
  return mark !== null && mayBeGroup(before, fraction, mark) ? ambiguous(given, parts) : parts;
}

/** The mark that parts whole and fraction: the last of two kinds, or one that stands alone; null where there is none. */
function decimalMarkOf(text: string): "," | "." | null {
  const [comma, point] = [text.lastIndexOf(","), text.lastIndexOf(".")];
  if (comma < 0 && point < 0) return null;
  const last = comma > point ? "," : ".";
  const isAlone = text.split(last).length === 2;
  return isAlone ? last : null;
}

/** Digits without their groups; null where they are not groups of three under one kind of mark. */
function ungrouped(text: string): string | null {
  if (/^\d*$/.test(text)) return text;
  const mark = /[^\d]/.exec(text)?.[0] ?? "";
  const [first = "", ...groups] = text.split(mark);
  const fits = /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
  return fits ? first + groups.join("") : null;
}

const mayBeGroup = (whole: string, fraction: string, mark: "," | "."): boolean =>
  /^[1-9]\d{0,2}$/.test(whole) && /^\d{3}$/.test(fraction) && (mark === "," || fraction.endsWith("0"));

const plainParts = (text: string): Parts => {
  const [whole = "", fraction = ""] = text.split(".");
  return { whole, fraction };
};

/** Moves the point; what is far beyond any number stays far beyond, without its zeros being written. */
function shift({ whole, fraction }: Parts, power: number): Parts {
  const by = Math.max(-60, Math.min(60, power));
  if (by >= 0) {
    const filled = fraction.padEnd(by, "0");
    return { whole: whole + filled.slice(0, by), fraction: filled.slice(by) };
  }
  const filled = whole.padStart(-by, "0");
  return {
    whole: filled.slice(0, filled.length + by),
    fraction: filled.slice(filled.length + by) + fraction,
  };
}

function finish(given: string, sign: string, parts: Parts): TypedNumber {
  const whole = parts.whole.replace(/^0+/, "") || "0";
  const fraction = parts.fraction.replace(/0+$/, "");
  if (whole.length > WHOLE_MAX || fraction.length > FRACTION_MAX) {
    const words = `${quote(given)} has too many digits: at most ${WHOLE_MAX} before and ${FRACTION_MAX} after the point.`;
    return { ok: false, kind: "beyond", words };
  }
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  if (text !== "0") return { ok: true, text: sign + text };
  return sign === "" ? { ok: true, text } : unreadable(`${quote(given)}: write 0 without a minus sign.`);
}

/** What is no part of a number at either end, such as a currency; null where there is nothing of the kind. */
function unitOf(text: string): string | null {
  const [, before = "", after = ""] =
    /^[-+\u2212]?\s*(\p{Sc}|[A-Za-z]{1,5}(?=\s*\d))?\s*[\d.,' \u2019\u00a0\u2000-\u200a\u202f\u205f]*\d\s*(\p{Sc}|%|[A-Za-z]{1,5})?$/u.exec(
      text,
    ) ?? [];
  return before || after || null;
}

function ambiguous(given: string, { whole, fraction }: Parts): TypedNumber {
  const small = `${whole}.${fraction}`.replace(/0+$/, "").replace(/\.$/, "");
  const words = `${quote(given)} may be ${whole}${fraction} or ${small}: write ${whole}${fraction} or ${small}.`;
  return { ok: false, kind: "ambiguous", words };
}

const unreadable = (words: string): TypedNumber => ({ ok: false, kind: "unreadable", words });
const notOne = (given: string): TypedNumber =>
  unreadable(`${quote(given)} is no number that can be read: ${HOW}.`);
const quote = (text: string): string => `"${text.slice(0, 40)}"`;
