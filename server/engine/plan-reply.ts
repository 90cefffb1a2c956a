// Decides what a function's reply means for its run. Pure: the reply and the run's facts in, a plan out.
import { z } from "zod";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import { parseWake } from "./parse-duration";

/** Largest result of one step or run, as JSON. */
export const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
const BACKOFF_MS = [1_000, 5_000, 15_000, 60_000, 300_000] as const;

export type Reply = {
  readonly status: number;
  readonly noRetry: boolean;
  /** Seconds, or an instant on the wall clock. */
  readonly retryAfter: string | null;
  readonly body: unknown;
};

export type JobError = { readonly name: string; readonly message: string; readonly stack?: string };

/** A step's result: written once, handed to every later call of the run. `json` is the SDK's own form. */
export type Memo = {
  readonly stepId: string;
  readonly name: string;
  readonly kind: string;
  readonly json: string;
};

export type Next =
  | { readonly kind: "complete"; readonly outputJson: string }
  | { readonly kind: "fail"; readonly error: JobError }
  | { readonly kind: "again" }
  | { readonly kind: "sleep"; readonly until: MarketMs }
  | {
      readonly kind: "retry";
      readonly delayMs: number;
      readonly error: JobError;
      readonly step: StepName | null;
    }
  | {
      readonly kind: "invoke";
      readonly step: StepName;
      readonly functionId: string;
      readonly data: object;
      readonly until: MarketMs | null;
    };

export type StepName = { readonly stepId: string; readonly name: string };
export type ReplyPlan = { readonly memos: readonly Memo[]; readonly next: Next };

export type ReplyFacts = {
  /** Tries already failed for the step at hand. */
  readonly attempt: number;
  readonly attemptsMax: number;
  readonly marketNow: MarketMs;
  readonly wallNow: WallMs;
};

const opSchema = z.looseObject({
  op: z.string(),
  id: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.looseObject({}).nullish(),
});
type Op = z.output<typeof opSchema>;

const invokeSchema = z.looseObject({
  function_id: z.string(),
  payload: z.looseObject({ data: z.looseObject({}).nullish() }).nullish(),
  timeout: z.string().nullish(),
});

export function planReply(reply: Reply, facts: ReplyFacts): ReplyPlan {
  if (reply.status === 200) return { memos: [], next: toComplete(reply.body) };
  if (reply.status === 206) {
    const ops = z.union([z.array(opSchema), opSchema]).safeParse(reply.body);
    if (ops.success) return planOps(Array.isArray(ops.data) ? ops.data : [ops.data], reply, facts);
  }
  const error = toJobError(reply.body, `The function answered with status ${reply.status}.`);
  return { memos: [], next: retryOrFail(error, null, reply, facts) };
}

/** What one or several reported steps mean; with checkpointing several finished ones may come at once. */
function planOps(ops: readonly Op[], reply: Reply, facts: ReplyFacts): ReplyPlan {
  const memos: Memo[] = [];
  const nexts: Next[] = [];
  for (const op of ops) {
    const planned = planOp(op, reply, facts);
    if (planned.memo) memos.push(planned.memo);
    if (planned.next) nexts.push(planned.next);
  }
  const tooLarge = memos.find((memo) => Buffer.byteLength(memo.json) > OUTPUT_BYTES_MAX);
  if (tooLarge)
    return {
      memos: [],
      next: { kind: "fail", error: outputTooLarge(`Step "${tooLarge.name}"`, tooLarge.json) },
    };
  if (nexts.length > 1)
    return { memos, next: notSupported("Steps in parallel are not supported: await one after another.") };
  return { memos, next: nexts[0] ?? { kind: "again" } };
}

type PlannedOp = { readonly memo?: Memo; readonly next?: Next };

function planOp(op: Op, reply: Reply, facts: ReplyFacts): PlannedOp {
  const step = { stepId: op.id, name: op.displayName ?? op.name ?? op.id };
  switch (op.op) {
    case "Step":
    case "StepRun":
      return {
        memo: { ...step, kind: "run", json: JSON.stringify({ type: "data", data: op.data ?? null }) },
      };
    case "StepFailed":
      return { memo: toErrorMemo(step, op.error) };
    case "StepError": {
      const next = retryOrFail(toJobError(op.error, "The step failed."), step, reply, facts);
      return next.kind === "retry" ? { next } : { memo: toErrorMemo(step, op.error) };
    }
    case "Sleep":
      return planSleep(op, step, facts);
    case "InvokeFunction":
      return planInvoke(op, step, facts);
    case "RunComplete":
      return { next: toComplete(op.data) };
    case "StepPlanned":
    case "DiscoveryRequest":
      return { next: { kind: "again" } };
    default:
      return { next: notSupported(`"${op.op}" of step "${step.name}" is not supported by the job engine.`) };
  }
}

function planSleep(op: Op, step: StepName, facts: ReplyFacts): PlannedOp {
  const until = parseWake(op.name ?? "", facts.marketNow);
  if (until === null)
    return { next: notSupported(`Step "${step.name}" sleeps for "${op.name}", which is no time.`) };
  const memo = { ...step, kind: "sleep", json: JSON.stringify({ type: "data", data: null }) };
  return { memo, next: { kind: "sleep", until } };
}

function planInvoke(op: Op, step: StepName, facts: ReplyFacts): PlannedOp {
  const opts = invokeSchema.safeParse(op.opts);
  if (!opts.success) return { next: notSupported(`Step "${step.name}" invokes no function.`) };
  const { function_id: functionId, payload, timeout } = opts.data;
  const until = timeout ? parseWake(timeout, facts.marketNow) : null;
  return { next: { kind: "invoke", step, functionId, data: payload?.data ?? {}, until } };
}

function toComplete(output: unknown): Next {
  const outputJson = JSON.stringify(output ?? null);
  if (Buffer.byteLength(outputJson) <= OUTPUT_BYTES_MAX) return { kind: "complete", outputJson };
  return { kind: "fail", error: outputTooLarge("The function", outputJson) };
}

function retryOrFail(error: JobError, step: StepName | null, reply: Reply, facts: ReplyFacts): Next {
  if (reply.noRetry || facts.attempt + 1 >= facts.attemptsMax) return { kind: "fail", error };
  const asked = reply.retryAfter === null ? null : toDelayMs(reply.retryAfter, facts.wallNow);
  const usual = BACKOFF_MS[Math.min(facts.attempt, BACKOFF_MS.length - 1)] ?? 0;
  return { kind: "retry", delayMs: asked ?? usual, error, step };
}

function toDelayMs(retryAfter: string, now: WallMs): number | null {
  if (/^\d+(\.\d+)?$/.test(retryAfter)) return Math.ceil(Number(retryAfter) * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

const toErrorMemo = (step: StepName, error: unknown): Memo => ({
  ...step,
  kind: "run",
  json: JSON.stringify({ type: "error", error: toJobError(error, "The step failed.") }),
});

const notSupported = (message: string): Next => ({ kind: "fail", error: { name: "NotSupported", message } });

const outputTooLarge = (who: string, json: string): JobError => ({
  name: "OutputTooLarge",
  message: `${who} returned ${Math.ceil(Buffer.byteLength(json) / 1024)} kB; the limit is ${OUTPUT_BYTES_MAX / 1024} kB. Return ids and a short summary.`,
});

const errorSchema = z.object({
  name: z.string().catch("Error"),
  message: z.string().optional(),
  error: z.string().optional(),
  stack: z.string().optional().catch(undefined),
});
const STACK_CHARS_MAX = 4_000;

/** Any reported error in one shape, its stack cut. */
export function toJobError(value: unknown, otherwise: string): JobError {
  const parsed = errorSchema.safeParse(value);
  if (!parsed.success) return { name: "Error", message: typeof value === "string" ? value : otherwise };
  const { name, message, error, stack } = parsed.data;
  const base = { name, message: message ?? error ?? otherwise };
  return stack ? { ...base, stack: stack.slice(0, STACK_CHARS_MAX) } : base;
}
