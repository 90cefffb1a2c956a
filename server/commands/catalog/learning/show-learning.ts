import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { showLearning } from "@/server/learning/show-learning";
import { defineCommand } from "../../command";
import { learningView } from "../../views/learning";

export const showLearningCommand = defineCommand({
  id: "learning.show",
  title: "What was learned",
  guidance:
    "The learning log with its evidence, the control group that is never changed, and whether changed bots do better than it, with an interval.",
  input: z.strictObject({}),
  output: learningView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId }) => accept(await showLearning(userId)),
});
