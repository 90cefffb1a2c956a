/** What a decision record says of an entry, as it is stored. */
export const SAMPLE_OUTCOME = {
  signals: [
    {
      source: "technical",
      state: "real",
      defaultWeight: "0.45",
      usedWeight: "1",
      score: "0.41",
      words: "Buy",
      adds: "0.41",
    },
  ],
  threshold: "0.25",
  score: "0.41",
  indicators: [{ name: "ema12", value: "61200.5" }],
  checks: [{ rule: "halted", outcome: "passed", words: "Not halted", value: "demo on" }],
  strategy: "ema-cross",
  version: 1,
  timeframe: "5m",
};
