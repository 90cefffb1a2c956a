import { z } from "zod";
import { askHeals } from "@/server/health/healing/ask-heals";
import { defineCommand } from "../../command";

export const tryHealsCommand = defineCommand({
  id: "health.heal",
  title: "Try to mend now",
  guidance:
    "Tries everything that is broken at once, without waiting for its turn: stuck orders, cycles, feeds, locks. Places no entry.",
  input: z.strictObject({}),
  output: z.strictObject({ asked: z.number() }),
  tier: "W",
  role: "trader",
  run: (_input, ctx) => askHeals(ctx),
});
