const DEPTH_MAX = 32;
const VALUES_MAX = 20_000;

const UNREADABLE = "What was sent cannot be read. Send plain text, numbers and lists.";
const BROKEN_TEXT =
  "A text holds characters that cannot be kept: a zero byte, or half of a pair. Write it again.";
const TOO_MUCH = "That is too much at once, or too deep. Send less.";

/**
 * What no input of any door may hold, whatever its schema says: text that the database cannot keep (a zero byte,
 * half of a surrogate pair), also as the name of a field, and values that are no plain data. Gives the sentence to
 * refuse it with, or null when it may go on to its schema. The time it takes grows with the input alone.
 */
export function judgeInput(input: unknown): string | null {
  const open: Open[] = [{ value: input, depth: 0 }];
  let looked = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    looked += 1;
    if (looked + open.length > VALUES_MAX || next.depth > DEPTH_MAX) return TOO_MUCH;
    const refused = judgeOne(next.value) ?? pushChildren(open, next);
    if (refused) return refused;
  }
  return null;
}

type Open = { readonly value: unknown; readonly depth: number };

function pushChildren(open: Open[], { value, depth }: Open): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [name, child] of Object.entries(value)) {
    if (!isKept(name)) return BROKEN_TEXT;
    open.push({ value: child, depth: depth + 1 });
  }
  return null;
}

function judgeOne(value: unknown): string | null {
  if (typeof value === "string") return isKept(value) ? null : BROKEN_TEXT;
  if (typeof value === "object") return value === null || isPlain(value) ? null : UNREADABLE;
  return ["number", "boolean", "undefined"].includes(typeof value) ? null : UNREADABLE;
}

/** Whether the database can keep a text. */
const isKept = (text: string): boolean => !text.includes("\u0000") && text.isWellFormed();

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
