import { z } from "zod";
import { showHealth } from "@/server/health/show-health";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { healthView } from "../../views/health";

export const showHealthCommand = defineCommand({
  id: "health.show",
  title: "Health",
  guidance: "Shows whether each part of the system does its work, and what to do about one that does not.",
  input: z.strictObject({}),
  output: healthView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId, wallNow }) => accept(await showHealth({ userId, wallNow })),
});
