import { z } from "zod";
import { orderTestInput } from "@/server/connections/core/order-test";
import { askOrderTest, previewOrderTest } from "@/server/connections/order-test/ask-order-test";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";

export const runOrderTestCommand = defineCommand({
  id: "exchanges.orderTest",
  title: "Order test",
  guidance:
    "Tries an account with the smallest orders before a bot goes live: one that rests and is cancelled, and, if the owner agrees, a buy and a sell. The owner types a code from a card.",
  input: orderTestInput,
  output: z.strictObject({ testId: z.string() }),
  tier: "X",
  role: "owner",
  preview: previewOrderTest,
  run: askOrderTest,
  recall: async (testId) => accept({ testId }),
});
