import { z } from "zod";
import { exchangeWire } from "@/server/kernel/name-wires";
import type { HoldFigures, TemplateFigures, TemplateRecord, TemplateRun } from "./template";

const holdFigures = z.strictObject({
  return: z.number(),
  sharpe: z.number().nullable(),
  maxDrawdown: z.number(),
}) satisfies z.ZodType<HoldFigures>;

const templateFigures = z.strictObject({
  ...holdFigures.shape,
  trades: z.number(),
  profitFactor: z.number().nullable(),
}) satisfies z.ZodType<TemplateFigures>;

const templateRun = z.strictObject({
  files: z.array(z.string()).readonly(),
  from: z.string(),
  to: z.string(),
  folds: z.number(),
  sets: z.number(),
  walkForward: templateFigures,
  asGiven: templateFigures,
  hold: holdFigures,
}) satisfies z.ZodType<TemplateRun>;

export const templateRecord = z.strictObject({
  exchange: exchangeWire,
  fee: z.number(),
  slippage: z.number(),
  runs: z.array(templateRun).readonly(),
}) satisfies z.ZodType<TemplateRecord>;

/** What is kept of all drafts, surviving or not, by their ids. */
export const templateRecords = z.record(z.string(), z.array(templateRecord).readonly());
