import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { showStorage } from "@/server/storage/show-storage";
import { defineCommand } from "../../command";
import { storageView } from "../../views/health";

export const showStorageCommand = defineCommand({
  id: "health.storage",
  title: "Storage",
  guidance: "Shows how large the database is, of what, how fast it grows, and what is thinned when.",
  input: z.strictObject({}),
  output: storageView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId, wallNow }) => accept(await showStorage({ userId, wallNow })),
});
