// tRPC plumbing: the role gate, commands as procedures, and the one place where a refusal becomes an error.
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { auditRefusal } from "@/server/commands/audit-refusal";
import type { AnyCommand, Command, CommandAnswer, CommandContext, RoleName } from "@/server/commands/command";
import { hasRole } from "@/server/commands/judge-ask";
import { runCommand } from "@/server/commands/run-command";
import type { Refusal, RefusalCode, Result } from "@/server/kernel/result";
import { toSentence } from "@/server/kernel/to-sentence";
import { toContext } from "./action-context-of";
import { judgeInput } from "./core/judge-input";
import type { RequestContext } from "./request-context";

/** Who may call a procedure. Every procedure declares it; a test fails for one that does not. */
export type ProcedureMeta = { readonly role: RoleName | "public"; readonly command?: string };

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

/** A procedure for signed-in people with at least this role. Refusals of the role are audited. */
export const roleProcedure = (role: RoleName) =>
  sessionProcedure.meta({ role }).use(async ({ ctx, path, next }) => {
    if (hasRole(ctx.session.role, role)) return next();
    const refusal: Refusal = { code: "forbidden", message: `This needs the role of ${role}. Ask the owner.` };
    await auditRefusal(await toContext(ctx), path, refusal);
    throw toTrpcError(refusal);
  });

// The casts below only spell out what zod infers; TypeScript cannot resolve it while Input is generic. The input
// itself is read by run-command, so that what is refused there is audited like every other refusal.
type RunRequest<Input> = { readonly input: Input; readonly runId: string };
const runRequest = z.object({
  input: z.unknown(),
  runId: z.uuid("Send a runId: a fresh UUID for each request, the same one for its retries."),
});

/** A registered read as a query: its input is the command's own. */
export function queryCommand<Input extends z.ZodType, Output>(
  command: Command<Input, Output> & { tier: "R" },
) {
  const request = z.unknown() as unknown as z.ZodType<z.output<Input>, z.input<Input>>;
  return sessionProcedure
    .meta({ role: command.role, command: command.id })
    .input(request)
    .query(async ({ ctx, input }) => {
      const answered = await run<Output>(command, input ?? {}, await toContext(ctx));
      if (answered.status === "approval") throw new TRPCError({ code: "INTERNAL_SERVER_ERROR" });
      return answered.answer;
    });
}

/** A registered write as a mutation: run ledger, approval, audit and error mapping come with it. */
export function mutationCommand<Input extends z.ZodType, Output>(
  command: Command<Input, Output> & { tier: "W" | "C" },
) {
  const request = runRequest as unknown as z.ZodType<RunRequest<z.output<Input>>, RunRequest<z.input<Input>>>;
  return sessionProcedure
    .meta({ role: command.role, command: command.id })
    .input(request)
    .mutation(async ({ ctx, input: { input, runId } }) =>
      run<Output>(command, input ?? {}, await toContext(ctx, runId)),
    );
}

async function run<Output>(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<CommandAnswer<Output>> {
  return unwrap((await runCommand(command, input, ctx)) as Result<CommandAnswer<Output>>);
}

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
  return cause instanceof z.ZodError ? { code: "invalid", message: toSentence(cause) } : null;
}

function toMessage(error: TRPCError): string {
  if (error.cause instanceof z.ZodError) return toSentence(error.cause);
  // What broke inside is for the log, never for the wire.
  return error.code === "INTERNAL_SERVER_ERROR" ? UNEXPECTED : error.message;
}
