import type { CheckName } from "./checks";
import { percentText, plainNumber } from "./plain-number";

type Figures = {
  readonly check: CheckName;
  readonly value: number;
  readonly limit: number;
};

const plain = (value: number): string => plainNumber(value, 2);

/** Why, in a sentence without a full stop: what was measured, and what would have been too much. */
export function whyWords({ check, value, limit }: Figures): string {
  const [is, most] = [plain(value), plain(limit)];
  switch (check) {
    case "hour_loss":
      return `lost ${percentText(value)} of its capital within an hour, more than ${percentText(limit)}`;
    case "drawdown":
      return `fell by ${percentText(value)} from its highest, more than ${percentText(limit)}`;
    case "streak":
      return `lost ${is} trades in a row; more than ${most} are out of the ordinary for it`;
    case "frequency":
      return `opened ${is} positions, more than ${most}`;
    case "size_jump":
      return `put ${is} times its usual amount into a position, more than ${most} times`;
    case "loss_jump":
      return `lost ${is} times what is a large loss for it, more than ${most} times`;
    case "drift":
      return `earns less than it used to, ${is} deviations in all, and loses; more than ${most} is drift`;
    case "crowding":
      return `${is} running bots buy the same market, more than ${most}`;
    case "bot_day_loss":
    case "book_day_loss":
      return `lost ${percentText(value)} since midnight, ${percentText(limit)} or more`;
  }
}
