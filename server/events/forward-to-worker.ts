import { env } from "@/server/platform/env";

/** An Inngest server sends a run's memos with each call. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;
/** A call runs a step to its end. */
const TIMEOUT_MS = 150_000;
const PASSED_ON =
  /^(x-inngest-|content-type$|authorization$|user-agent$|x-run-id$|x-request-id$|traceparent$|tracestate$)/;
const PASSED_BACK = /^(x-inngest-|content-type$|retry-after$|server-timing$)/;

/**
 * Hands a request for /api/inngest to the worker, which holds the functions and checks the signature; the web
 * process only carries it. 413 above 32 MB, 503 with a sentence when the worker is away or does not answer.
 */
export async function forwardToWorker(
  request: Request,
  port = env().AMARKTAI_WORKER_PORT,
): Promise<Response> {
  const body = request.method === "GET" ? undefined : await readBody(request);
  if (body === null) return refusal(413, `The body is larger than ${BODY_BYTES_MAX / 1024 / 1024} MB.`);
  const { host, search } = new URL(request.url);
  const headers = pick(request.headers, PASSED_ON);
  headers.set("x-forwarded-host", request.headers.get("host") ?? host);
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/api/inngest${search}`, {
      method: request.method,
      headers,
      ...(body?.byteLength ? { body } : {}),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
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

/** null when the body is too large. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > BODY_BYTES_MAX) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const refusal = (status: number, message: string): Response =>
  Response.json({ message }, { status, headers: status === 503 ? { "retry-after": "5" } : {} });
