import { z } from "zod";
import { buy, hold, oneLot, type Strategy, sell } from "./strategy";

const schema = z.strictObject({});

/**
 * Your own wishes: entry and exit flags that come with the candles, in columns of the file. An entry needs no wish to
 * leave on its candle, and a wish to leave is overruled by one to enter. For backtests: prices of a market carry no
 * flags, so a bot with it holds still and says so.
 *
 * Fails as whatever made the flags fails; flags made with knowledge of later candles look splendid and are worthless.
 */
export const signals: Strategy<Record<string, never>> = {
  id: "signals",
  title: "Flags in the candle file",
  guidance:
    "For backtests of your own signals: columns enter_long and exit_long in the candle file. A bot with it never trades, since live candles carry no flags.",
  paramsSchema: schema,
  warmup: () => 1,
  memory: () => 1,
  lotsMax: oneLot,
  signals: ({ close, flags }) => {
    const { length } = close;
    if (!flags) return { entry: new Uint8Array(length), exit: new Uint8Array(length) };
    return {
      entry: flags.entry.map((flag, index) => flag & ~(flags.exit[index] as number)),
      exit: flags.exit.map((flag, index) => flag & ~(flags.entry[index] as number)),
    };
  },
  decide: ({ close, flags }, _params, holding) => {
    if (!flags)
      return hold(
        "no-flags",
        "These candles carry no entry and exit flags: this strategy is for backtests of files that have them",
        [],
      );
    const [enter, leave] = [flags.entry[close.length - 1] === 1, flags.exit[close.length - 1] === 1];
    if (holding && leave && !enter) return sell("flag-exit", "The candle carries an exit flag", []);
    if (!holding && enter && !leave) return buy(1, "flag-entry", "The candle carries an entry flag", []);
    return hold("no-flag", "The candle carries no flag to act on", []);
  },
};
