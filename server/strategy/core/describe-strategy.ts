import { z } from "zod";
import type { Strategy } from "./strategy";

/** One parameter for forms and help: a number from `min` to `max`. */
export type ParamView = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly whole: boolean;
};

export type StrategyView = {
  readonly id: string;
  readonly title: string;
  readonly guidance: string;
  readonly params: readonly ParamView[];
};

const numberShape = z.object({
  type: z.enum(["number", "integer"]),
  minimum: z.number(),
  maximum: z.number(),
  default: z.number(),
});

/** What a form needs to offer a strategy, read from its own schema. Only numbers with a range and a default are told. */
export function describeStrategy({ id, title, guidance, paramsSchema }: Strategy): StrategyView {
  const { properties = {} } = z.toJSONSchema(paramsSchema, { io: "input", unrepresentable: "any" });
  const params = Object.entries(properties).flatMap(([name, shape]) => {
    const parsed = numberShape.safeParse(shape);
    if (!parsed.success) return [];
    const { type, minimum: min, maximum: max, default: standard } = parsed.data;
    return [{ name, min, max, default: standard, whole: type === "integer" }];
  });
  return { id, title, guidance, params };
}
