import { wallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { doorPass } from "@/server/platform/sign-request";
import { admitCall } from "./admit-call";
import { type HoldLimits, holdForWorker } from "./hold-for-worker";

/** A call runs a step to its end. */
const TIMEOUT_MS = 150_000;
/**
 * An Inngest server obeys it (1 s to 24 h) whoever answers, and each try uses one of the run's: with the time a call
 * is held before, a run of one retry outlasts three minutes without a worker.
 */
export const RETRY_AFTER_S = 60;
/** When too many wait to be read: that is over soon. */
const READ_AGAIN_S = 5;
const PASSED_ON =
  /^(x-inngest-|content-type$|authorization$|user-agent$|x-run-id$|x-request-id$|traceparent$|tracestate$)/;
const PASSED_BACK = /^(x-inngest-|content-type$|retry-after$|server-timing$)/;

export type InngestDoor = {
  /** an Inngest server is configured: without one this address is not there */
  readonly isOpen: boolean;
  /** the newest first; the worker is shown a pass made with it */
  readonly keys: readonly [string, ...string[]];
  readonly port: number;
};

/**
 * Hands a call of /api/inngest to the worker, which holds the functions; the web process only carries it. 404
 * unless an Inngest server is configured. What is not signed rightly ends here, unparsed (admitCall says how). A call
 * waits for a worker that is away; 503 with a sentence when the worker stays away or does not answer.
 */
export async function forwardToWorker(
  request: Request,
  { address }: { readonly address: string },
  { isOpen, keys, port }: InngestDoor = doorOfEnv(),
  limits?: HoldLimits,
): Promise<Response> {
  if (!isOpen) return refusal(404, "Not here: no Inngest server is configured.");
  const admitted = await admitCall(request, { address, keys, wallNow: wallMs(Date.now()) });
  if (!admitted.ok) return refusal(admitted.status, admitted.message, READ_AGAIN_S);
  const { body } = admitted;
  const { host, search } = new URL(request.url);
  const headers = pick(request.headers, PASSED_ON);
  headers.set("x-forwarded-host", request.headers.get("host") ?? host);
  headers.set("x-amarktai-pass", doorPass(headers.get("x-inngest-signature") ?? "", keys[0]));
  const send = () =>
    fetch(`http://127.0.0.1:${port}/api/inngest${search}`, {
      method: request.method,
      headers,
      ...(body.byteLength > 0 ? { body } : {}),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  try {
    const reply = await holdForWorker(send, { bytes: body.byteLength, signal: request.signal }, limits);
    return new Response(reply.body, { status: reply.status, headers: pick(reply.headers, PASSED_BACK) });
  } catch {
    return refusal(
      503,
      "The worker is not running or did not answer in time; it comes back by itself. Try again.",
    );
  }
}

function pick(from: Headers, names: RegExp): Headers {
  return new Headers([...from].filter(([name]) => names.test(name)));
}

function doorOfEnv(): InngestDoor {
  const { INNGEST_BASE_URL, INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK, AMARKTAI_WORKER_PORT } = env();
  return {
    isOpen: INNGEST_BASE_URL !== "",
    keys: [INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK],
    port: AMARKTAI_WORKER_PORT,
  };
}

function refusal(status: number, message: string, retryAfterS = RETRY_AFTER_S): Response {
  const later = { "retry-after": String(retryAfterS), "x-inngest-no-retry": "false" };
  return Response.json({ message }, { status, headers: status === 503 ? later : {} });
}
