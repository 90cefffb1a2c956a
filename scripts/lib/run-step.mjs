// Runs a tool to its end: output into a log file, its process group ended with this one.
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { inRoot, root } from "./paths.mjs";

const KEPT_CHARS = 20_000;
const running = new Set();

/** The file that holds what the tools of a start said: it is there when a step fails. */
export const stepLog = inRoot(".cache", "steps.log");

/**
 * Runs a command. Gives {code, output}: the exit code and the end of what it printed, both streams.
 * `show` passes the output on to the terminal as well. Never throws for a command that fails.
 */
export function runStep(
  command,
  args,
  { env = process.env, show = false, cwd = root, keptChars = KEPT_CHARS } = {},
) {
  note(`\n${new Date().toISOString()} ${command} ${args.join(" ")}\n`);
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let output = "";
    const take = (stream) => (chunk) => {
      output = (output + chunk).slice(-keptChars);
      note(chunk);
      if (show) stream.write(chunk);
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    child.on("error", (error) => finish(127, error.message));
    child.on("close", (code, signal) => finish(code ?? 1, signal ?? ""));
    function finish(code, more) {
      running.delete(child);
      done({ code, output: output + more });
    }
  });
}

function note(text) {
  try {
    mkdirSync(path.dirname(stepLog), { recursive: true });
    appendFileSync(stepLog, text);
  } catch {
    // a read-only project or a full disk: the step itself will say so
  }
}

/** Ends every running step with all it started. */
export function endSteps() {
  for (const child of running) {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // it ended by itself
    }
  }
}
