// npm run cli -- metrics --cases FILE [--json]: the trade-based metrics of each case, by the case's own names.
import { answerMetricCases } from "@/server/backtest/core/metrics/answer-metric-cases";
import { answerCases } from "../lib/answer-cases";

await answerCases({
  call: "metrics",
  answer: answerMetricCases,
  show: (answers) => {
    for (const { id, values } of answers) {
      console.log(id);
      console.table(values);
    }
  },
});
