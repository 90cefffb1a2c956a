import { z } from "zod";
import { exchangeWire } from "@/server/kernel/name-wires";
import { makePracticeKey } from "@/server/vault/make-practice-key";
import { defineCommand } from "../../command";
import { practiceKeyView } from "../../views/exchanges";

export const makePracticeKeyCommand = defineCommand({
  id: "exchanges.practiceKey",
  title: "Take a practice key",
  guidance:
    "Fills the page's form with a key of an exchange's simulator. By hand on that page alone, and only where simulators run.",
  input: z.strictObject({ exchange: exchangeWire }),
  output: practiceKeyView,
  secretOutput: true,
  tier: "R",
  role: "owner",
  run: ({ exchange }) => makePracticeKey(exchange),
});
