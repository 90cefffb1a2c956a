export type LiveLogger = {
  readonly info: (facts: object, words: string) => void;
  readonly warn: (facts: object, words: string) => void;
};
