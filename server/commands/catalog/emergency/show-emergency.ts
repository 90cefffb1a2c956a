import { z } from "zod";
import { showEmergency } from "@/server/emergency/show-emergency";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { emergencyView } from "../../views/emergency";

export const showEmergencyCommand = defineCommand({
  id: "emergency.show",
  title: "Show the emergency stop",
  guidance: "Says whether an emergency stop holds, since when, and how entries and positions stand under it.",
  input: z.strictObject({}),
  output: emergencyView,
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await showEmergency(ctx.userId)),
});
