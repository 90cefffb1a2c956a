import { WEALTH_WANTED } from "./betting-evidence";

/** A closed trade of a live bot: net of fees, of what was paid and of the capital it went live with. */
export type LiveTrade = { readonly netReturn: number; readonly profit: number };

export type LiveVerdict = {
  readonly trades: number;
  /** mean net return of a trade; null without trades */
  readonly mean: number | null;
  /** the wealth of somebody who bets against the bot: at `wanted` the anytime-valid upper bound of its mean is below zero */
  readonly against: number;
  readonly wanted: number;
  /** how far its closed trades fell from their highest sum, a fraction of its capital */
  readonly drawdown: number;
  readonly drawdownMost: number;
  /** null: it stays */
  readonly demote: "evidence" | "drawdown" | null;
};

const PRIOR_TRADES = 10;
const PRIOR_DEVIATION = 0.01;
const GAIN_ROOM = 0.01;
const MOST_BET = 0.9;
const LOG_MOST = 700;

/**
 * Whether a live bot has shown that it loses, however often it is looked at. The bettor of `BettingEvidence`, on the other side:
 * of a bot whose mean return is zero or more the wealth W = Π(1 − λx) is a supermartingale, so it reaches 1/α with probability
 * α at most, as long as no gain lies beyond what it may gain: λ is known before the trade and at most 0.9 of what `gainMost` and 1 %,
 * or the largest gain so far, allows. A gain beyond counts as that once; from then on it is expected. Source: Waudby-Smith and Ramdas, JRSS B 86 (2024).
 */
export function judgeLive(
  trades: readonly LiveTrade[],
  {
    gainMost,
    drawdownMost,
  }: {
    /** how far above an entry its target lies, a fraction; fees and gaps have 1 % besides */
    readonly gainMost: number;
    readonly drawdownMost: number;
  },
): LiveVerdict {
  let [logWealth, sum, squares, count] = [0, 0, PRIOR_TRADES * PRIOR_DEVIATION ** 2, PRIOR_TRADES];
  let most = gainMost + GAIN_ROOM;
  let [total, peak, drawdown] = [0, 0, 0];
  for (const { netReturn, profit } of trades) {
    const mean = sum / count;
    const variance = squares / count - mean * mean;
    const bet = Math.min(Math.max(-mean / (variance + mean * mean), 0), MOST_BET / most);
    logWealth += Math.log1p(-bet * Math.min(netReturn, most));
    most = Math.max(most, netReturn);
    [sum, squares, count] = [sum + netReturn, squares + netReturn * netReturn, count + 1];
    total += profit;
    peak = Math.max(peak, total);
    drawdown = Math.max(drawdown, peak - total);
  }
  const against = Math.exp(Math.min(logWealth, LOG_MOST));
  const mean = trades.length === 0 ? null : sum / trades.length;
  const fell = drawdown > drawdownMost;
  return {
    trades: trades.length,
    mean,
    against,
    wanted: WEALTH_WANTED,
    drawdown,
    drawdownMost,
    demote: fell ? "drawdown" : against >= WEALTH_WANTED ? "evidence" : null,
  };
}
