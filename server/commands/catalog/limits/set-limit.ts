import { setLimitInput } from "@/server/limits/core/limit-inputs";
import { previewSetLimit, setLimit } from "@/server/limits/set-limit";
import { defineCommand } from "../../command";
import { limitSet } from "../../views/limits";

export const setLimitCommand = defineCommand({
  id: "limits.set",
  title: "Change a limit",
  guidance:
    "Changes one limit by the name of its setting: losses and falls, exposure, entries, pace, sizes. The owner approves it on a card first.",
  input: setLimitInput,
  output: limitSet,
  tier: "C",
  role: "owner",
  preview: previewSetLimit,
  run: setLimit,
});
