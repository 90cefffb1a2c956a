/** How a bot did since learning changed it, beside the bots it never changes. Fractions of the capital. */
export type ChangeFacts = {
  /** its trades since then */
  readonly trades: number;
  /** what they made of its capital */
  readonly made: number;
  /** what the control group's bots made of theirs in that time, on average; null: there is none with trades */
  readonly control: number | null;
};

export type ChangeVerdict =
  | { readonly kind: "wait" }
  | { readonly kind: "keep"; readonly behind: number }
  | { readonly kind: "roll_back"; readonly behind: number };

/**
 * Whether a change is taken back: it is judged once, when there are enough trades, and goes when the bot is so far behind its
 * control. Without a control group the bot is held against standing still.
 */
export function judgeChange(
  { trades, made, control }: ChangeFacts,
  { afterTrades, behindMost }: { readonly afterTrades: number; readonly behindMost: number },
): ChangeVerdict {
  if (trades < afterTrades) return { kind: "wait" };
  const behind = (control ?? 0) - made;
  return { kind: behind >= behindMost ? "roll_back" : "keep", behind };
}
