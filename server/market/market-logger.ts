/** What the market logs through; pino's loggers fit. */
export type MarketLogger = {
  readonly info: (detail: object, message: string) => void;
  readonly warn: (detail: object, message: string) => void;
  readonly error: (detail: object, message: string) => void;
};
