import type { z } from "zod";
import type { botExits } from "@/server/positions/core/exit-rules";
import type { TemplateDraft } from "./template";

/** A template's stop, target and trailing stop as a bot is told them. */
export const toTemplateExits = ({
  stop,
  takeProfit,
  trailing,
}: Pick<TemplateDraft, "stop" | "takeProfit" | "trailing">): z.input<typeof botExits> => ({
  stop: { kind: "percent", ratio: String(stop) },
  target: String(takeProfit),
  trailing: { ratio: String(trailing), offset: "0" },
});
