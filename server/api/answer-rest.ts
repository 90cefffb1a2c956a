import type { Session } from "@/server/auth/check-session";
import type { AnyCommand, CommandAnswer } from "@/server/commands/command";
import { readCommand } from "@/server/commands/read-command";
import { findCommand } from "@/server/commands/registry";
import { runCommand } from "@/server/commands/run-command";
import type { Refusal, RefusalCode } from "@/server/kernel/result";
import { invariant } from "@/server/kernel/result";
import { toContext, toReadAsk } from "./action-context-of";
import { judgeInput } from "./core/judge-input";
import type { RequestContext } from "./request-context";

const BODY_BYTES_MAX = 65_536;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const STATUS: Readonly<Record<RefusalCode, number>> = {
  not_found: 404,
  invalid: 400,
  forbidden: 403,
  step_up: 403,
  conflict: 409,
  stale_write: 409,
  approval_required: 409,
  approval_void: 409,
  insufficient_funds: 409,
  limit_reached: 409,
  not_now: 409,
};

/**
 * A registered command at an address of its own, as plain JSON: 200 with its answer, 202 with the card that its owner
 * approves; 401 signed out, 403 without the right, 404 for what is not there, 409 for what does not go now, 400 for what
 * cannot be read, each with `{error: {code, message, field?}}`.
 *
 * `path` holds the part of the input that the address names; a body holds the rest. A write is repeated without a second
 * effect under the same `Idempotency-Key`, a UUID.
 */
export async function answerRest(
  request: Request,
  { command: id, path }: { readonly command: string; readonly path: Readonly<Record<string, string>> },
  ctx: RequestContext,
): Promise<Response> {
  const command = findCommand(id);
  invariant(command, `there is no command ${id}`);
  const { session } = ctx;
  if (!session) return refused(401, "signed_out", "You are signed out. Sign in again.");
  const signedIn = { ...ctx, session };
  if (command.tier !== "R") return write(request, command, path, signedIn);
  const unreadable = judgeInput(path);
  if (unreadable !== null) return refused(400, "invalid", unreadable);
  const result = await readCommand(command, path, toReadAsk(signedIn));
  return result.ok ? json(200, result.value) : refusedBy(result.refusal);
}

async function write(
  request: Request,
  command: AnyCommand,
  path: Readonly<Record<string, string>>,
  ctx: RequestContext & { readonly session: Session },
): Promise<Response> {
  if (!ctx.sameSite)
    return refused(403, "forbidden", "This request did not come from this site's own pages.");
  const key = request.headers.get("idempotency-key");
  if (key !== null && !UUID.test(key))
    return refused(400, "invalid", "Send an Idempotency-Key that is a UUID, or none.");
  const body = await readBody(request);
  if (body instanceof Response) return body;
  const input = { ...body, ...path };
  const unreadable = judgeInput(input);
  if (unreadable !== null) return refused(400, "invalid", unreadable);
  const result = await runCommand(command, input, await toContext(ctx, key ?? undefined));
  if (!result.ok) return refusedBy(result.refusal);
  return result.value.status === "done" ? json(200, result.value) : card(result.value);
}

/** A card that could not be carried out as things are says what is missing; it may be approved once that is there. */
function card(asked: Extract<CommandAnswer, { status: "approval" }>): Response {
  const missing = (asked.preview.checks ?? []).filter(({ ok }) => !ok).map(({ words }) => words);
  if (missing.length === 0) return json(202, asked);
  return json(409, { error: { code: "not_now", message: missing.join(" ") }, ...asked });
}

/** The fields of a JSON body, none where there is no body; nothing is read before its length is known. */
async function readBody(request: Request): Promise<Record<string, unknown> | Response> {
  const length = request.headers.get("content-length");
  // a body of unknown length is not passed over: what it says would be lost without a word
  if (length === null && request.headers.has("transfer-encoding"))
    return refused(411, "invalid", "Send the length of the body.");
  if (length === null || length === "0") return {};
  if (!(Number(length) <= BODY_BYTES_MAX)) return refused(413, "invalid", "The body is over 64 KB.");
  const body = await request.json().catch(() => null);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  return refused(400, "invalid", "Send a JSON object, or no body.");
}

const refusedBy = ({ code, message, field }: Refusal): Response =>
  refused(STATUS[code], code, message, field);

const refused = (status: number, code: string, message: string, field?: string): Response =>
  json(status, { error: { code, message, ...(field === undefined ? {} : { field }) } });

const json = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });
