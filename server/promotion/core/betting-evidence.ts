/**
 * Evidence that a bot earns, kept so that it may be looked at every night: the wealth of somebody who bets on each further trade
 * with what the earlier ones tell. Returns are fractions of a position after all costs (0.01 is 1 %).
 *
 * Of a bot whose trades earn nothing on average, whatever their distribution above -b, the wealth is a supermartingale that
 * begins at 1, so it ever reaches 1/alpha with probability alpha at most (Ville's inequality). The bet is lambda = m / (v + m²)
 * with the mean m and the variance v of the trades before, a prior of ten with mean 0 and deviation 1 % among them, between 0 and
 * 0.9 / b. Source: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024), 1-27.
 */
export class BettingEvidence {
  /** trades so far */
  trades = 0;
  /** returns below -b, each counted as -b: the stop did not hold what it promised */
  beyondStop = 0;
  private logWealth = 0;
  private sum = 0;
  private squares = PRIOR_TRADES * PRIOR_DEVIATION ** 2;
  private readonly floor: number;

  /** `stopWidth` is how far below an entry its stop lies, a fraction; b is that and 1 % for what a fill may be worse. */
  constructor(stopWidth: number) {
    this.floor = stopWidth + STOP_ROOM;
  }

  /** What is bet on the next trade, per unit of its return. */
  get bet(): number {
    const count = this.trades + PRIOR_TRADES;
    const mean = this.sum / count;
    const variance = this.squares / count - mean * mean;
    return Math.min(Math.max(mean / (variance + mean * mean), 0), MOST_BET / this.floor);
  }

  /** The wealth W; evidence at level alpha is there at 1 / alpha. Never infinite: beyond what a float holds it stays there. */
  get wealth(): number {
    return Math.exp(Math.min(this.logWealth, LOG_MOST));
  }

  add(netReturn: number): void {
    if (netReturn < -this.floor) this.beyondStop += 1;
    const counted = Math.max(netReturn, -this.floor);
    this.logWealth += Math.log1p(this.bet * counted);
    this.trades += 1;
    this.sum += counted;
    this.squares += counted * counted;
  }

  /**
   * About how many more trades like those before it takes until W reaches a level: by what the present bet would have made of
   * each, on average. 0 where it has, null where it would not.
   */
  tradesUntil(level: number, returns: readonly number[]): number | null {
    const missing = Math.log(level) - this.logWealth;
    if (missing <= 0) return 0;
    const { bet, floor } = this;
    const growth = returns.reduce((sum, one) => sum + Math.log1p(bet * Math.max(one, -floor)), 0);
    return growth > 0 ? Math.ceil((missing * returns.length) / growth) : null;
  }
}

const PRIOR_TRADES = 10;
const PRIOR_DEVIATION = 0.01;
const STOP_ROOM = 0.01;
const MOST_BET = 0.9;
const LOG_MOST = 700;

/** The level at which a bot has shown that it earns. */
export const ALPHA = 0.05;
export const WEALTH_WANTED = 1 / ALPHA;
