// The last words of a command: every failure becomes a sentence and a status, none ends in silence.
import { StopWith } from "./stop-with.mjs";

const NOT_ALLOWED = ["EACCES", "EPERM", "EROFS"];

/** Any error as the sentence to end with: 2 for bad input, 1 for failure. What nobody foresaw keeps its stack. */
export function toStop(error) {
  if (error instanceof StopWith) return error;
  const place = error?.path ?? error?.dest;
  if (error?.code === "ENOSPC")
    return new StopWith(
      `The disk is full (${place ?? "while writing"}): free at least 300 MB, then start again.`,
    );
  if (NOT_ALLOWED.includes(error?.code))
    return new StopWith(
      `${place ?? "A file"} may not be read or written (${error.code}): make it yours, then start again.`,
    );
  if (typeof error?.code === "string" && error.syscall && place)
    return new StopWith(
      `${place} cannot be used (${error.code} at ${error.syscall}): put it right or restore it, then start again.`,
    );
  if (["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(error?.code))
    return new StopWith(
      `A part of Amarktai or of its packages is missing (${String(error.message).split("\n")[0]}): delete the folder node_modules, then start again.`,
    );
  return new StopWith(
    `This should not have happened, and it is a fault of Amarktai: ${error?.stack ?? error}`,
  );
}

/** Runs a command; gives its exit status. A failure is one sentence on standard error. */
export async function endWithStatus(command) {
  try {
    return (await command()) ?? 0;
  } catch (error) {
    const { message, exitCode } = toStop(error);
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
}
