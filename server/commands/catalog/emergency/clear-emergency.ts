import { z } from "zod";
import { clearEmergency, previewClearEmergency } from "@/server/emergency/clear-emergency";
import { defineCommand } from "../../command";
import { emergencyView } from "../../views/emergency";

export const clearEmergencyCommand = defineCommand({
  id: "emergency.clear",
  title: "Clear the emergency stop",
  guidance:
    "Ends the emergency stop. Only the owner's own session may: with the card's code and the password. The bots stay paused until they are resumed.",
  input: z.strictObject({}),
  output: emergencyView,
  tier: "X",
  role: "owner",
  preview: previewClearEmergency,
  run: clearEmergency,
});
