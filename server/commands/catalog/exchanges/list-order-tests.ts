import { z } from "zod";
import { listOrderTests } from "@/server/connections/order-test/list-order-tests";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { orderTestView } from "../../views/exchanges";

export const listOrderTestsCommand = defineCommand({
  id: "exchanges.orderTests",
  title: "Order tests",
  guidance: "Lists the order tests of the owner's accounts with what was done and seen, the newest first.",
  input: z.strictObject({}),
  output: z.array(orderTestView).readonly(),
  tier: "R",
  role: "owner",
  run: async (_input, { userId }) => accept(await listOrderTests(userId)),
});
