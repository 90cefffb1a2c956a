// What a function would ask for at run time only (steps in parallel, waiting for events) is looked for in its
// source when it is registered: a first run at night is too late to hear of it. What slips through fails its run.
import { FunctionRefused } from "./function-spec";

const CALLS: readonly (readonly [RegExp, string])[] = [
  [/\.\s*waitForEvent\s*\(/, "step.waitForEvent: a second function triggered by the event is safe instead"],
  [/\.\s*(?:waitForSignal|sendSignal)\s*\(/, "signals"],
  [/\bgroup\s*\.\s*\w+\s*\(/, "steps in parallel (group): run them one after another or send events"],
  [
    /\bstep\s*\.\s*(?:ai|fetch|realtime|sandbox)\b/,
    "step.ai, step.fetch, step.realtime, step.sandbox: use step.run",
  ],
  [/\bdefer\s*\(/, "deferred functions: send an event"],
];
const TOGETHER = /Promise\s*\.\s*(?:all|allSettled|race|any)\s*\(/g;
const STEP_CALL = /\bstep\s*\.\s*\w+\s*\(/;

/** Throws FunctionRefused when the handler's source asks for what the engine does not do. */
export function inspectHandler(functionId: string, source: string): void {
  for (const [pattern, words] of CALLS) {
    if (pattern.test(source))
      throw new FunctionRefused(functionId, `it uses ${words}. This is not supported.`);
  }
  for (const found of source.matchAll(TOGETHER)) {
    if (STEP_CALL.test(argumentsFrom(source, found.index + found[0].length))) {
      throw new FunctionRefused(
        functionId,
        "it runs steps in parallel. This is not supported: await one step after another, or send events.",
      );
    }
  }
}

/** The text up to the bracket that closes the one before `start`. */
function argumentsFrom(source: string, start: number): string {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    if (source[at] === "(") depth++;
    if (source[at] === ")" && --depth === 0) return source.slice(start, at);
  }
  return source.slice(start);
}
