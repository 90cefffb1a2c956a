// What `npm run bench` and `npm run prove` do: find the named file, bundle it, run it in a process of its own.
import { spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { bundle } from "./bundle.mjs";
import { inRoot, node24, root } from "./paths.mjs";
import { prepareProject } from "./prepare-project.mjs";
import { StopWith } from "./stop-with.mjs";
import { endWithStatus } from "./to-stop.mjs";
import { workerFlags } from "./worker-flags.mjs";

/** Runs scripts/<kind>/<name>.ts with the rest of the arguments; gives the exit status. */
export async function runTool(kind, argv) {
  return endWithStatus(async () => {
    const [name, ...rest] = argv;
    const names = listNames(kind);
    if (!names.includes(name)) {
      const what = name === undefined ? "Name what to run" : `There is no "${name}" here`;
      throw new StopWith(`${what}: npm run ${kind} -- ${names.join(" | ")}`, 2);
    }
    await prepareProject((text) => console.error(text));
    // one of its own for each run: a proof starts it again and again, while another run may be building
    const file = await bundle(`scripts/${kind}/${name}.ts`, `${kind}-${name}-${process.pid}`);
    try {
      return await run(AS_WORKER.includes(name) ? workerFlags : [], file, rest);
    } finally {
      for (const made of [file, `${file}.map`]) rmSync(made, { force: true });
    }
  });
}

/** Benches of what the worker does, its memory among the figures. */
const AS_WORKER = ["cycle", "stops"];

const listNames = (kind) =>
  readdirSync(inRoot("scripts", kind))
    .flatMap((file) => /^([a-z-]+)\.ts$/.exec(file)?.[1] ?? [])
    .sort();

/** In the same process group: Ctrl-C reaches it too, and it cleans up after itself. */
function run(flags, file, args) {
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => child.kill(name));
  const child = spawn(node24(), [...flags, "--enable-source-maps", file, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((done) => {
    child.on("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.on("close", (code) => done(code ?? 1));
  });
}
