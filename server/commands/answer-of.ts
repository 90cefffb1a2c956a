import { invariant, type Result } from "@/server/kernel/result";
import { env } from "@/server/platform/env";
import type { AnyCommand, CommandContext, ReadAsk } from "./command";

/** Carries a command out with an input that its own schema has read. */
export const answerOf = async (
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext | ReadAsk,
): Promise<Result<unknown>> => checkAnswer(command, await command.run(input as never, ctx as never));

/**
 * Holds an answer against the command's output schema and gives it on as it is. A field too many or too few is a bug
 * of ours and thrown, but in development and tests alone: the types say the same, and a page of a thousand lines
 * should not be walked twice for every reader of a running system.
 */
export function checkAnswer(command: AnyCommand, result: Result<unknown>): Result<unknown> {
  if (!result.ok || env().NODE_ENV === "production") return result;
  const { error } = command.output.safeParse(result.value);
  const [issue] = error?.issues ?? [];
  invariant(
    !issue,
    `${command.id} answers what its output is not: ${issue?.path.join(".")} ${issue?.message}`,
  );
  return result;
}
