import { z } from "zod";
import { listHeals } from "@/server/health/healing/list-heals";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { healsView } from "../../views/health";

export const listHealsCommand = defineCommand({
  id: "health.heals",
  title: "What was mended",
  guidance: "Shows what broke, what the system tried by itself, what came of it and how long it took.",
  input: z.strictObject({}),
  output: healsView,
  tier: "R",
  role: "viewer",
  run: async (_input, { wallNow }) => accept(await listHeals(wallNow)),
});
