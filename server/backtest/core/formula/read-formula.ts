// A small language for what an owner writes about numbers that have names: "fast < slow", "sharpe * sqrt(trades)".
// It is read by hand into closures over numbers: it can call nothing but the five functions below, see nothing but the
// names it is given, and its work is bounded by its 200 signs.
import { didYouMean } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { fromText } from "../plain-number";
import { type Token, toTokens } from "./formula-tokens";

/** The value of a name; null where it is undefined. */
export type Lookup = (name: string) => number | null;

export type Formula = {
  readonly text: string;
  /** a condition is 1 where it holds and 0 where it does not */
  readonly kind: "number" | "condition";
  /** the names it reads, in their order */
  readonly names: readonly string[];
  /** null where it is undefined: of an unknown value, over zero, beyond all numbers */
  readonly of: (lookup: Lookup) => number | null;
};

type Value = { readonly kind: Formula["kind"]; readonly of: Formula["of"] };

const SIGNS_MAX = 200;
const DEPTH_MAX = 24;

const FUNCTIONS: { readonly [name: string]: (values: readonly number[]) => number } = {
  abs: ([value = Number.NaN]) => Math.abs(value),
  log: ([value = Number.NaN]) => Math.log(value),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  sqrt: ([value = Number.NaN]) => Math.sqrt(value),
};
const MANY = ["max", "min"];

const ARITHMETIC: { readonly [sign: string]: (a: number, b: number) => number } = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

const COMPARISONS: { readonly [sign: string]: (a: number, b: number) => boolean } = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** What is wrong with a text, as a sentence: thrown and caught in this file only. */
class Unreadable extends Error {}

/**
 * Reads a formula over `known` names: + - * / ^, comparisons (also in a chain), and, or, not, abs, log, max, min, sqrt.
 * Refuses anything else with its place; names with the nearest known one.
 */
export function readFormula(text: string, known: readonly string[]): Result<Formula> {
  const shown = `"${text.slice(0, 60)}"`;
  if (text.trim() === "") return refuse("invalid", "A formula is empty.");
  if (text.length > SIGNS_MAX)
    return refuse("invalid", `${shown} is too long: a formula has at most ${SIGNS_MAX} signs.`);
  try {
    const { tokens, foreign } = toTokens(text);
    if (foreign) throw new Unreadable(`${unexpected(foreign)}.`);
    const parser = new Parser(tokens, known);
    const { kind, of } = parser.whole();
    return accept({ text: text.trim(), kind, of, names: [...parser.names] });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return refuse("invalid", `${shown} cannot be read: ${error.message}`);
  }
}

const unexpected = ({ text, at }: Token): string => `"${text.slice(0, 20)}" at place ${at} is not expected`;

class Parser {
  readonly names = new Set<string>();
  private place = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly known: readonly string[],
  ) {}

  whole(): Value {
    const value = this.either();
    const rest = this.next();
    if (rest.text === "=") throw new Unreadable(`write == to compare, at place ${rest.at}.`);
    if (rest.kind !== "end") throw new Unreadable(`${unexpected(rest)}.`);
    return value;
  }

  private either(): Value {
    return this.deeper(() => {
      let value = this.both();
      while (this.take("or")) value = joined(value, this.both(), 1);
      return value;
    });
  }

  private both(): Value {
    let value = this.denied();
    while (this.take("and")) value = joined(value, this.denied(), 0);
    return value;
  }

  private denied(): Value {
    if (!this.take("not")) return this.compared();
    const { of } = this.deeper(() => this.denied());
    return {
      kind: "condition",
      of: (lookup) => {
        const value = of(lookup);
        return value === null ? null : truth(value === 0);
      },
    };
  }

  /** 2 < fast < slow is 2 < fast and fast < slow. */
  private compared(): Value {
    let left = this.sum();
    let whole: Value | null = null;
    for (let compare = this.takeOf(COMPARISONS); compare; compare = this.takeOf(COMPARISONS)) {
      const right = this.sum();
      const holds = compare;
      const part: Value = { kind: "condition", of: both(left, right, (a, b) => truth(holds(a, b))) };
      whole = whole === null ? part : joined(whole, part, 0);
      left = right;
    }
    return whole ?? left;
  }

  private sum(): Value {
    let value = this.product();
    for (let add = this.takeOf(ARITHMETIC, "+-"); add; add = this.takeOf(ARITHMETIC, "+-"))
      value = { kind: "number", of: both(value, this.product(), add) };
    return value;
  }

  private product(): Value {
    let value = this.signed();
    for (let times = this.takeOf(ARITHMETIC, "*/"); times; times = this.takeOf(ARITHMETIC, "*/"))
      value = { kind: "number", of: both(value, this.signed(), times) };
    return value;
  }

  private signed(): Value {
    if (this.take("+")) return this.deeper(() => this.signed());
    if (!this.take("-")) return this.power();
    const value = this.deeper(() => this.signed());
    return { kind: "number", of: both(ZERO, value, (a, b) => a - b) };
  }

  private power(): Value {
    const base = this.single();
    const raise = this.takeOf(ARITHMETIC, "^");
    if (!raise) return base;
    return {
      kind: "number",
      of: both(
        base,
        this.deeper(() => this.signed()),
        raise,
      ),
    };
  }

  private single(): Value {
    const token = this.next();
    if (token.kind === "number") return constant(fromText(token.text));
    if (token.kind === "name") return this.take("(") ? this.call(token) : this.name(token);
    if (token.kind === "end") throw new Unreadable("it ends where a value is expected.");
    if (token.text !== "(") throw new Unreadable(`${unexpected(token)}: a value is expected there.`);
    const value = this.either();
    this.close();
    return value;
  }

  private name({ text }: Token): Value {
    if (!this.known.includes(text)) {
      throw new Unreadable(
        `there is no "${text.slice(0, 40)}": it may name ${this.known.join(", ")}.${didYouMean(text, this.known)}`,
      );
    }
    this.names.add(text);
    return { kind: "number", of: (lookup) => finite(lookup(text)) };
  }

  private call({ text }: Token): Value {
    const apply = Object.hasOwn(FUNCTIONS, text) ? FUNCTIONS[text] : undefined;
    if (!apply) {
      const names = Object.keys(FUNCTIONS).join(", ");
      throw new Unreadable(`there is no function "${text.slice(0, 40)}": there are ${names}.`);
    }
    const values = [this.either()];
    while (this.take(",")) values.push(this.either());
    this.close();
    if (values.length > 1 && !MANY.includes(text)) throw new Unreadable(`${text} takes one value.`);
    return {
      kind: "number",
      of: (lookup) => {
        const given = values.map(({ of }) => of(lookup));
        return given.every((value) => value !== null) ? finite(apply(given)) : null;
      },
    };
  }

  private close(): void {
    if (this.take(")")) return;
    const token = this.next();
    if (token.kind === "end") throw new Unreadable('it ends where ")" is expected.');
    throw new Unreadable(`${unexpected(token)}: ")" is.`);
  }

  private deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) throw new Unreadable("it is nested too deeply.");
    const found = read();
    this.depth -= 1;
    return found;
  }

  private next(): Token {
    const token = this.tokens[this.place] as Token;
    this.place = Math.min(this.place + 1, this.tokens.length - 1);
    return token;
  }

  private take(sign: string): boolean {
    const token = this.tokens[this.place];
    const found = token?.kind === "sign" && token.text === sign;
    if (found) this.place += 1;
    return found;
  }

  private takeOf<T>(signs: { readonly [sign: string]: T }, among?: string): T | null {
    const token = this.tokens[this.place];
    if (token?.kind !== "sign" || (among !== undefined && !among.includes(token.text))) return null;
    const found = Object.hasOwn(signs, token.text) ? signs[token.text] : undefined;
    if (found !== undefined) this.place += 1;
    return found ?? null;
  }
}

const truth = (holds: boolean): number => (holds ? 1 : 0);
const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
const constant = (value: number): Value => ({ kind: "number", of: () => finite(value) });
const ZERO = constant(0);

const both =
  (left: Value, right: Value, apply: (a: number, b: number) => number): Value["of"] =>
  (lookup) => {
    const a = left.of(lookup);
    const b = a === null ? null : right.of(lookup);
    return a === null || b === null ? null : finite(apply(a, b));
  };

/** and, or: `settles` is the truth of one side that settles the whole, whatever the other is. */
const joined = (left: Value, right: Value, settles: 0 | 1): Value => ({
  kind: "condition",
  of: (lookup) => {
    const sides = [left.of(lookup), right.of(lookup)].map((value) =>
      value === null ? null : truth(value !== 0),
    );
    if (sides.includes(settles)) return settles;
    return sides.includes(null) ? null : 1 - settles;
  },
});
