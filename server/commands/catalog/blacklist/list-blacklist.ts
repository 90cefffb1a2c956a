import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { listBlacklist } from "@/server/limits/blacklist";
import { defineCommand } from "../../command";
import { blacklistView } from "../../views/limits";

export const listBlacklistCommand = defineCommand({
  id: "blacklist.list",
  title: "Blacklist",
  guidance: "Lists the coins and markets that no bot enters.",
  input: z.strictObject({}),
  output: blacklistView,
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await listBlacklist(ctx.userId)),
});
