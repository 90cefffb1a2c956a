// What the engine knows of a function: read from what the SDK registers, refused where it asks for more than
// docs/decisions/0010-job-engine.md allows. Pure.
import { z } from "zod";
import { type CronSchedule, toCronSchedule } from "./cron-slots";
import { type EventPath, toPath, toPathMatch, toTextMatch } from "./match-expression";

/** Tries after the first, when a function does not say: the SDK's own default. */
const RETRIES_DEFAULT = 3;

const concurrencySchema = z.strictObject({
  limit: z.int().positive(),
  key: z.string().optional(),
  scope: z.string().optional(),
});

/** The part of a registered function that is understood; `.loose()` keeps the rest for naming what is refused. */
export const functionConfigSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z.array(
    z.union([
      z.strictObject({ event: z.string().min(1), expression: z.string().optional() }),
      z.strictObject({ cron: z.string(), jitter: z.string().optional() }),
    ]),
  ),
  steps: z.looseObject({
    step: z.looseObject({
      retries: z.looseObject({ attempts: z.int().nonnegative().optional() }).optional(),
    }),
  }),
  idempotency: z.string().optional(),
  concurrency: z.union([z.int().positive(), concurrencySchema, z.array(concurrencySchema)]).optional(),
  singleton: z.strictObject({ key: z.string().optional(), mode: z.string() }).optional(),
  cancel: z
    .array(z.strictObject({ event: z.string(), if: z.string().optional(), timeout: z.string().optional() }))
    .optional(),
});

export type FunctionConfig = z.output<typeof functionConfigSchema>;

export type FunctionSpec = {
  readonly id: string;
  readonly name: string;
  readonly attemptsMax: number;
  readonly events: readonly {
    readonly name: string;
    readonly match: { readonly path: EventPath; readonly text: string } | null;
  }[];
  readonly crons: readonly CronSchedule[];
  readonly concurrency: { readonly limit: number; readonly path: EventPath | null } | null;
  /** `path` null: one at a time for the whole function. */
  readonly singleton: { readonly path: EventPath | null } | null;
  readonly idempotency: EventPath | null;
  readonly cancels: readonly {
    readonly event: string;
    /** null: any such event cancels. */
    readonly match: { readonly ofRun: EventPath; readonly ofCancel: EventPath } | null;
  }[];
};

/** A function asks for something the engine does not do; the message names the function and the way out. */
export class FunctionRefused extends Error {
  constructor(functionId: string, why: string) {
    super(`Function "${functionId}" cannot be registered: ${why}`);
    this.name = "FunctionRefused";
  }
}

const NOT_DONE: Record<string, string> = {
  batchEvents: "batching of events",
  debounce: "debounce",
  priority: "priority",
  rateLimit: "rate limits",
  throttle: "throttling",
  timeouts: "timeouts of runs",
};

/** Throws FunctionRefused. */
export function toFunctionSpec(input: unknown): FunctionSpec {
  const id = z.object({ id: z.string() }).safeParse(input).data?.id ?? "unnamed";
  const refuse = (why: string): never => {
    throw new FunctionRefused(id, why);
  };
  const parsed = functionConfigSchema.safeParse(input);
  if (!parsed.success) return refuse(z.prettifyError(parsed.error));
  const config = parsed.data;
  for (const [option, words] of Object.entries(NOT_DONE)) {
    if (config[option] !== undefined) refuse(`${words} (${option}) is not supported; remove it.`);
  }
  const path = (expression: string, option: string): EventPath =>
    toPath(expression) ??
    refuse(`${option} is "${expression}"; only a path such as event.data.botId is supported.`);
  return {
    id,
    name: config.name ?? id,
    attemptsMax: (config.steps.step.retries?.attempts ?? RETRIES_DEFAULT) + 1,
    ...toTriggers(config, refuse),
    concurrency: toConcurrency(config, path, refuse),
    singleton: toSingleton(config, path, refuse),
    idempotency: config.idempotency === undefined ? null : path(config.idempotency, "idempotency"),
    cancels: toCancels(config, refuse),
  };
}

type Refuse = (why: string) => never;
type ReadPath = (expression: string, option: string) => EventPath;

function toTriggers(config: FunctionConfig, refuse: Refuse): Pick<FunctionSpec, "events" | "crons"> {
  const events: FunctionSpec["events"][number][] = [];
  const crons: CronSchedule[] = [];
  for (const trigger of config.triggers) {
    if ("cron" in trigger) {
      if (trigger.jitter !== undefined) refuse("a cron with jitter is not supported; remove it.");
      crons.push(toSchedule(trigger.cron, refuse));
    } else {
      events.push({ name: toEventName(trigger.event, refuse), match: toMatch(trigger.expression, refuse) });
    }
  }
  return { events, crons };
}

function toSchedule(expression: string, refuse: Refuse): CronSchedule {
  try {
    return toCronSchedule(expression);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function toEventName(name: string, refuse: Refuse): string {
  return name.includes("*") ? refuse(`the trigger "${name}" has a wildcard; name each event.`) : name;
}

function toMatch(expression: string | undefined, refuse: Refuse) {
  if (expression === undefined) return null;
  const match = toTextMatch(expression);
  return (
    match ??
    refuse(
      `the trigger's condition "${expression}" is more than event.path == 'text'; decide in the function.`,
    )
  );
}

function toConcurrency(config: FunctionConfig, path: ReadPath, refuse: Refuse): FunctionSpec["concurrency"] {
  const asked = config.concurrency;
  if (asked === undefined) return null;
  if (typeof asked === "number") return { limit: asked, path: null };
  const all = Array.isArray(asked) ? asked : [asked];
  const [one] = all;
  if (!one || all.length > 1) return refuse("more than one concurrency key is not supported; keep one.");
  if (one.scope !== undefined && one.scope !== "fn") {
    return refuse(`concurrency of scope "${one.scope}" is not supported; use a key within the function.`);
  }
  return { limit: one.limit, path: one.key === undefined ? null : path(one.key, "concurrency.key") };
}

function toSingleton(config: FunctionConfig, path: ReadPath, refuse: Refuse): FunctionSpec["singleton"] {
  if (!config.singleton) return null;
  const { key, mode } = config.singleton;
  if (mode !== "skip") return refuse(`singleton of mode "${mode}" is not supported; use "skip".`);
  return { path: key === undefined ? null : path(key, "singleton.key") };
}

function toCancels(config: FunctionConfig, refuse: Refuse): FunctionSpec["cancels"] {
  return (config.cancel ?? []).map((cancel) => {
    if (cancel.timeout !== undefined) refuse("cancelOn with a timeout is not supported; remove it.");
    if (cancel.if === undefined) return { event: cancel.event, match: null };
    const match = toPathMatch(cancel.if);
    return match
      ? { event: cancel.event, match }
      : refuse(`cancelOn "${cancel.if}" is more than an equality; use match: "data.botId".`);
  });
}
