/** How many candles a chart asks for: what fits the widest screen and some to drag to. */
export const CANDLES_SHOWN = 300;
