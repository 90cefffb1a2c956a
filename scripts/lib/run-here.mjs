// Runs one of the terminal's calls in this process where its Node will do, else as if it were this process: its own
// streams, the caller's folder, Ctrl-C reaches it.
import { spawn } from "node:child_process";
import nodeModule from "node:module";
import { constants } from "node:os";
import { pathToFileURL } from "node:url";
import { node24 } from "./paths.mjs";

/** Runs a bundle as this process's own program, when this is the Node that it needs. Gives the exit status. */
export async function runInside(file, args, env) {
  Object.assign(process.env, env);
  process.argv = [process.execPath, file, ...args];
  nodeModule.enableCompileCache(env.NODE_COMPILE_CACHE);
  await import(pathToFileURL(file).href);
  // what reads it may be slower: a process that ends keeps nothing for it
  for (const stream of [process.stdout, process.stderr]) await new Promise((done) => stream.write("", done));
  return process.exitCode;
}

/** Whether `runInside` will do. */
export const isNode24 = () => node24() === process.execPath;

/** Gives the exit status. It stands in the same process group, so that Ctrl-C is told to it as well. */
export function runHere(args, env) {
  const child = spawn(node24(), args, { stdio: "inherit", env });
  // a call may have something to say when it is interrupted: whoever started it waits for that
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => child.kill(name));
  return new Promise((done) => {
    child.on("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.on("close", (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
