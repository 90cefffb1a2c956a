import { emergencyStop, emergencyStopInput } from "@/server/emergency/emergency-stop";
import { defineCommand } from "../../command";
import { emergencyStopped } from "../../views/emergency";

export const emergencyStopCommand = defineCommand({
  id: "emergency.stop",
  title: "Emergency stop",
  guidance:
    "Stops every new entry at once, takes resting entries back, pauses the bots and turns autopilot off; stops and exits go on. With `open: flatten` everything open is sold as well.",
  input: emergencyStopInput,
  output: emergencyStopped,
  tier: "E",
  role: "trader",
  run: emergencyStop,
});
