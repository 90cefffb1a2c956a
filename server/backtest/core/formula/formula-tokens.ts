/** One word of a formula; `at` counts signs from 1. */
export type Token = {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
};

const SHAPES: readonly (readonly [Token["kind"], RegExp])[] = [
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y],
  ["name", /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ["name", /"[^"]{1,40}"/y],
  ["sign", /<=|>=|==|!=|&&|\|\||[-+*/^()<>!,=]/y],
];

/** Other ways to write the same. */
const SAME = new Map([
  ["&&", "and"],
  ["||", "or"],
  ["!", "not"],
]);
const WORDS = ["and", "or", "not"];

/** The words of a formula in their order, closed by an end; the first sign that belongs to none when there is one. */
export function toTokens(text: string): {
  readonly tokens: readonly Token[];
  readonly foreign: Token | null;
} {
  const tokens: Token[] = [];
  let place = 0;
  while (place < text.length) {
    if (/\s/.test(text.charAt(place))) {
      place += 1;
      continue;
    }
    const found = wordAt(text, place);
    if (!found) return { tokens, foreign: { kind: "sign", text: text.charAt(place), at: place + 1 } };
    tokens.push({ ...toToken(found), at: place + 1 });
    place += found.text.length;
  }
  return { tokens: [...tokens, { kind: "end", text: "", at: text.length + 1 }], foreign: null };
}

type Word = Pick<Token, "kind" | "text">;

function wordAt(text: string, place: number): Word | null {
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = place;
    const [found] = shape.exec(text) ?? [];
    if (found !== undefined) return { kind, text: found };
  }
  return null;
}

function toToken({ kind, text }: Word): Word {
  if (text.startsWith('"')) return { kind, text: text.slice(1, -1) };
  const same = SAME.get(text) ?? text;
  return WORDS.includes(same) ? { kind: "sign", text: same } : { kind, text: same };
}
