import { canonicalJson, signBody } from "@/server/platform/sign-request";
import type { ClaimedRun } from "./claim-runs";
import type { FunctionSpec } from "./function-spec";
import type { Reply } from "./plan-reply";

/** The SDK's serve handler, called inside the process or through HTTP alike. */
export type ServeHandler = (request: Request) => Promise<Response>;

export type CallOptions = {
  readonly serve: ServeHandler;
  readonly signingKey: string;
  /** Wall clock; the call's lease is given up then, its late reply refused. */
  readonly timeoutMs: number;
};

/** Any address will do inside the process; the SDK only wants one. */
export const EMBEDDED_ENDPOINT = "http://127.0.0.1/api/inngest";

/** Calls a function with its event and all memos, signed as an Inngest server signs. A failure to call is a reply. */
export async function callFunction(
  run: ClaimedRun,
  spec: FunctionSpec,
  options: CallOptions,
): Promise<Reply> {
  const url = new URL(EMBEDDED_ENDPOINT);
  url.searchParams.set("fnId", run.functionId);
  url.searchParams.set("stepId", "step");
  const body = canonicalJson(toBody(run, spec));
  // The SDK compares with the machine's own time.
  const seconds = Math.floor(Date.now() / 1000);
  const request = new Request(url, {
    method: "POST",
    body,
    headers: {
      host: "127.0.0.1",
      "content-type": "application/json",
      "x-inngest-signature": signBody(body, options.signingKey, seconds),
      "x-run-id": run.runId,
    },
  });
  try {
    return await within(options.timeoutMs, async () => toReply(await options.serve(request)));
  } catch (error) {
    return {
      status: 599,
      noRetry: false,
      retryAfter: null,
      body: { name: "CallFailed", message: String(error) },
    };
  }
}

/** Names one call of one run; a checkpoint carries it back. */
export const toCallId = (run: Pick<ClaimedRun, "runId" | "fence">): string => `${run.runId}.${run.fence}`;

function toBody(run: ClaimedRun, spec: FunctionSpec) {
  const order = run.steps.map(([stepId]) => stepId);
  return {
    version: 2,
    event: run.event,
    events: [run.event],
    steps: Object.fromEntries(run.steps),
    ctx: {
      run_id: run.runId,
      attempt: run.attempt,
      max_attempts: spec.attemptsMax,
      disable_immediate_execution: false,
      use_api: false,
      stack: { stack: order, current: order.length },
      fn_id: run.functionId,
      qi_id: toCallId(run),
    },
  };
}

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text();
  return {
    status: response.status,
    noRetry: response.headers.get("x-inngest-no-retry") === "true",
    retryAfter: response.headers.get("retry-after"),
    body: toValue(text),
  };
}

function toValue(text: string): unknown {
  try {
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return { name: "Error", message: text.slice(0, 500) };
  }
}

async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The call took longer than ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
