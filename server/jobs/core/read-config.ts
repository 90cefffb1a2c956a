import { z } from "zod";

/** What a registered function says of itself, as far as people are shown it. */
export type JobConfig = {
  readonly name: string;
  readonly events: readonly string[];
  readonly schedules: readonly string[];
  /** one run at a time for the whole function */
  readonly runsAlone: boolean;
};

const schema = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  triggers: z.array(z.looseObject({ event: z.string().optional(), cron: z.string().optional() })).catch([]),
  singleton: z.looseObject({ key: z.string().optional() }).optional().catch(undefined),
});

/** Reads the configuration the engine keeps; what cannot be read is left out, never refused. */
export function readConfig(config: unknown, functionId: string): JobConfig {
  const read = schema.safeParse(config);
  if (!read.success) return { name: functionId, events: [], schedules: [], runsAlone: false };
  const { name, triggers, singleton } = read.data;
  return {
    name: name ?? functionId,
    events: triggers.flatMap(({ event }) => event ?? []),
    schedules: triggers.flatMap(({ cron }) => cron ?? []),
    runsAlone: singleton !== undefined && singleton.key === undefined,
  };
}
