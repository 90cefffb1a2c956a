// The part of an Inngest server's API that the SDK calls: events in, functions registered, steps checkpointed.
import { createHash } from "node:crypto";
import { z } from "zod";
import { EventRefused, type SentEvent } from "@/server/events/job-engine";
import { hashSigningKey, sameSecret } from "@/server/platform/sign-request";
import type { Memo } from "./plan-reply";

export type ApiActs = {
  readonly send: (events: readonly SentEvent[]) => Promise<{ readonly ids: readonly string[] }>;
  readonly register: (configs: readonly unknown[]) => Promise<void>;
  /** False: the call's lease was lost and it must stop. */
  readonly checkpoint: (call: { runId: string; fence: string }, memos: readonly Memo[]) => Promise<boolean>;
};

export type ApiKeys = { readonly signingKey: string; readonly eventKey: string };

const eventSchema = z.looseObject({
  id: z.string().min(1).max(400).nullish(),
  name: z.string(),
  data: z.looseObject({}).nullish(),
  ts: z.number().nullish(),
});
const eventsSchema = z.union([z.array(eventSchema), eventSchema]);
const registerSchema = z.looseObject({ functions: z.array(z.unknown()) });
const checkpointSchema = z.looseObject({
  qi_id: z.string(),
  steps: z.array(
    z.looseObject({
      id: z.string(),
      op: z.string(),
      name: z.string().nullish(),
      displayName: z.string().nullish(),
      data: z.unknown().optional(),
    }),
  ),
});

/** Whether a request bears the key of its path: the event key in the path itself, else the signing key's hash. */
export function mayAsk(keys: ApiKeys, pathname: string, headers: Headers): boolean {
  const eventKey = eventKeyOf(pathname);
  if (eventKey !== undefined) return sameSecret(eventKey, keys.eventKey);
  return sameSecret(headers.get("authorization") ?? "", `Bearer ${hashSigningKey(keys.signingKey)}`);
}

/** Answers the SDK's requests, in the process or from the worker's door. Each needs its key. */
export function createEngineApi(acts: ApiActs, keys: ApiKeys): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== "POST") return answer(405, { error: "POST only." });
    if (!mayAsk(keys, pathname, request.headers)) return answer(401, { status: 401, error: "Wrong key." });
    if (eventKeyOf(pathname) !== undefined) return takeEvents(acts, request);
    if (pathname === "/fn/register") return takeFunctions(acts, request);
    const runId = /^\/v1\/checkpoint\/([\w%.-]+)\/async$/.exec(pathname)?.[1];
    return runId ? takeCheckpoint(acts, runId, request) : answer(404, { error: "Not here." });
  };
}

const eventKeyOf = (pathname: string): string | undefined => /^\/e\/([\w.-]+)$/.exec(pathname)?.[1];

async function takeEvents(acts: ApiActs, request: Request): Promise<Response> {
  const parsed = eventsSchema.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return answer(400, { status: 400, error: z.prettifyError(parsed.error) });
  const events = Array.isArray(parsed.data) ? parsed.data : [parsed.data];
  const seed = request.headers.get("x-inngest-event-id-seed");
  try {
    const { ids } = await acts.send(events.map((event, place) => toSent(event, seed, place)));
    return answer(200, { ids, status: 200 });
  } catch (error) {
    // 200 with an error inside is how the SDK is told the reason; a status alone becomes a general sentence.
    if (error instanceof EventRefused) return answer(200, { ids: [], status: 413, error: error.message });
    throw error;
  }
}

/** An event without an id gets one from the sending's seed, so that a repeated sending is recognised. */
function toSent(event: z.output<typeof eventSchema>, seed: string | null, place: number): SentEvent {
  const { name, data, ts } = event;
  const id = event.id ?? (seed ? createHash("sha256").update(`${seed}:${place}`).digest("hex") : undefined);
  return { name, ...(id ? { id } : {}), ...(data ? { data } : {}), ...(ts ? { ts } : {}) };
}

async function takeFunctions(acts: ApiActs, request: Request): Promise<Response> {
  const parsed = registerSchema.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return answer(400, { status: 400, error: z.prettifyError(parsed.error) });
  try {
    await acts.register(parsed.data.functions);
    return answer(200, { status: 200, modified: true });
  } catch (error) {
    return answer(400, { status: 400, error: error instanceof Error ? error.message : String(error) });
  }
}

async function takeCheckpoint(acts: ApiActs, runId: string, request: Request): Promise<Response> {
  const parsed = checkpointSchema.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return answer(400, { error: z.prettifyError(parsed.error) });
  const [calledRun, fence = ""] = parsed.data.qi_id.split(".");
  if (calledRun !== runId || !/^\d+$/.test(fence)) return answer(409, { error: "Not a call of this run." });
  const foreign = parsed.data.steps.find((step) => step.op !== "StepRun");
  if (foreign) return answer(400, { error: `"${foreign.op}" cannot be checkpointed.` });
  const memos = parsed.data.steps.map(
    (step): Memo => ({
      stepId: step.id,
      name: step.displayName ?? step.name ?? step.id,
      kind: "run",
      json: JSON.stringify({ type: "data", data: step.data ?? null }),
    }),
  );
  return (await acts.checkpoint({ runId, fence }, memos))
    ? answer(200, {})
    : answer(409, { error: "The lease was lost." });
}

const answer = (status: number, body: object): Response => Response.json(body, { status });
