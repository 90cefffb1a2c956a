// npm run cli -- indicators --cases FILE [--json]: each case's outputs over the file's candles.
import { answerIndicatorCases } from "@/server/indicators/answer-indicator-cases";
import { answerCases } from "../lib/answer-cases";

await answerCases({
  call: "indicators",
  answer: answerIndicatorCases,
  show: (answers) => {
    const rows = answers.flatMap(({ id, output }) =>
      Object.entries(output).map(([name, values]) => ({
        case: id,
        output: name,
        values: values.filter((value) => value !== null).length,
        last: values.at(-1) ?? null,
      })),
    );
    console.table(rows);
  },
});
