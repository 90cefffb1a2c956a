// tRPC plumbing: the role gate, commands as procedures, and the one place where a refusal becomes an error.
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { auditRefusal } from "@/server/commands/audit-refusal";
import type { AnyCommand, RoleName } from "@/server/commands/command";
import { hasRole } from "@/server/commands/judge-ask";
import { readCommand } from "@/server/commands/read-command";
import { runCommand } from "@/server/commands/run-command";
import type { Refusal, RefusalCode, Result } from "@/server/kernel/result";
import { inputRefusal, toSentence } from "@/server/kernel/to-sentence";
import { toContext, toReadAsk } from "./action-context-of";
import { judgeInput } from "./core/judge-input";
import type { RequestContext } from "./request-context";

/** Who may call a procedure. Every procedure declares it; a test fails for one that does not. */
export type ProcedureMeta = {
  readonly role: RoleName | "public";
  /** the registered command it stands for, and what that takes and answers */
  readonly command?: string;
  readonly schemas?: { readonly input: z.ZodType; readonly output: z.ZodType };
};

const UNEXPECTED = "Something failed here. Try again; if it stays, look at the health page.";

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: toMessage(error),
      data: { ...shape.data, refusal: toRefusal(error) },
    }),
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const guarded = t.procedure.use(({ ctx, type, next }) => {
  if (type === "mutation" && !ctx.sameSite) {
    throw new TRPCError({
      code: "FORBIDDEN",
      message: "This request did not come from this site's own pages.",
    });
  }
  return next();
});

/** No input, whatever its schema, may hold what cannot be kept: refused here once for all of them. */
const readable = t.middleware(async ({ getRawInput, next }) => {
  const input = await getRawInput().catch((error: unknown) => {
    if (error instanceof TRPCError) throw error;
    throw new TRPCError({ code: "BAD_REQUEST", message: "What was sent cannot be read.", cause: error });
  });
  const refused = judgeInput(input);
  if (refused !== null) throw toTrpcError({ code: "invalid", message: refused });
  return next();
});

/** For the few procedures that need no session, each by name. */
export const publicProcedure = guarded.use(readable).meta({ role: "public" });

const sessionProcedure = guarded
  .use(({ ctx, next }) => {
    if (!ctx.session)
      throw new TRPCError({ code: "UNAUTHORIZED", message: "You are signed out. Sign in again." });
    return next({ ctx: { ...ctx, session: ctx.session } });
  })
  .use(readable);

/** For the few procedures that are no command: signed-in people with at least this role. Refusals of it are audited. */
export const roleProcedure = (role: RoleName) =>
  sessionProcedure.meta({ role }).use(async ({ ctx, path, next }) => {
    if (hasRole(ctx.session.role, role)) return next();
    const refusal: Refusal = { code: "forbidden", message: `This needs the role of ${role}. Ask the owner.` };
    await auditRefusal(await toContext(ctx), path, refusal);
    throw toTrpcError(refusal);
  });

const runRequest = z.object({
  input: z.unknown(),
  runId: z.uuid("Send a runId: a fresh UUID for each request, the same one for its retries."),
});

const metaOf = ({ id, role, input, output }: AnyCommand): ProcedureMeta => ({
  role,
  command: id,
  schemas: { input, output },
});

/** A registered read as a query. Its input is read by the command, so that what is refused there is audited too. */
export const queryCommand = (command: AnyCommand) =>
  sessionProcedure
    .meta(metaOf(command))
    .input(z.unknown())
    .query(async ({ ctx, input }) => unwrap(await readCommand(command, input ?? {}, toReadAsk(ctx))));

/** A registered write as a mutation: run ledger, approval, audit and error mapping come with it. */
export const mutationCommand = (command: AnyCommand) =>
  sessionProcedure
    .meta(metaOf(command))
    .input(runRequest)
    .mutation(async ({ ctx, input: { input, runId } }) =>
      unwrap(await runCommand(command, input ?? {}, await toContext(ctx, runId))),
    );

/** The value of a result, or its refusal as an error that carries the sentence. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw toTrpcError(result.refusal);
  return result.value;
}

const trpcCodeFor: Record<RefusalCode, TRPCError["code"]> = {
  not_found: "NOT_FOUND",
  invalid: "BAD_REQUEST",
  forbidden: "FORBIDDEN",
  conflict: "CONFLICT",
  step_up: "PRECONDITION_FAILED",
  approval_required: "PRECONDITION_FAILED",
  approval_void: "PRECONDITION_FAILED",
  insufficient_funds: "PRECONDITION_FAILED",
  limit_reached: "PRECONDITION_FAILED",
  stale_write: "CONFLICT",
  not_now: "PRECONDITION_FAILED",
};

/** Carries a refusal through tRPC's error to the formatter. */
class RefusalError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
    this.name = "RefusalError";
  }
}

const toTrpcError = (refusal: Refusal): TRPCError =>
  new TRPCError({
    code: trpcCodeFor[refusal.code],
    message: refusal.message,
    cause: new RefusalError(refusal),
  });

function toRefusal({ cause }: TRPCError): Refusal | null {
  if (cause instanceof RefusalError) return cause.refusal;
  return cause instanceof z.ZodError ? inputRefusal(cause) : null;
}

function toMessage(error: TRPCError): string {
  if (error.cause instanceof z.ZodError) return toSentence(error.cause);
  // What broke inside is for the log, never for the wire.
  return error.code === "INTERNAL_SERVER_ERROR" ? UNEXPECTED : error.message;
}
