// npm run cli -- promotion --cases FILE [--json]: when bots with these trades would be promoted, by the statistical gates alone.
import { answerPromotionCases } from "@/server/promotion/answer-promotion-cases";
import { answerCases } from "../lib/answer-cases";

await answerCases({
  call: "promotion",
  answer: answerPromotionCases,
  show: (answers) => console.table(answers),
});
