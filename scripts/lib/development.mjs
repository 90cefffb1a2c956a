// npm run dev: Next's development server, and a worker bundled anew at each change.
import { threadBundle, workerBundle } from "./build.mjs";
import { withOwnStrategies } from "./own-strategies-folder.mjs";
import { inRoot } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";

/** What to run for worker and web; `onRebuild` is called after each later bundle of the worker. */
export async function startDevelopment({ port, host }, run, say) {
  const { context } = await import("esbuild");
  let rebuilt = () => {};
  let isFirst = true;
  let first;
  const firstBundle = new Promise((done) => {
    first = done;
  });
  const told = {
    name: "told",
    setup(build) {
      build.onEnd(({ errors }) => {
        for (const error of errors)
          say.line(`worker: ${error.location?.file}:${error.location?.line} ${error.text}`);
        if (isFirst) first(errors);
        else if (errors.length === 0) rebuilt();
        isFirst = false;
      });
    },
  };
  const bundler = await context({ ...workerBundle(), plugins: [told] });
  run.closers.push(() => bundler.dispose());
  const threads = await context(threadBundle());
  run.closers.push(() => threads.dispose());
  await threads.watch();
  await bundler.watch();
  if ((await firstBundle).length > 0)
    throw new StopWith("The worker cannot be bundled: correct the lines above, then start again.");
  const next = inRoot("node_modules", "next", "dist", "bin", "next");
  return {
    worker: ["--enable-source-maps", ...withOwnStrategies(), inRoot("dist", "worker.mjs")],
    web: [
      ...withOwnStrategies(),
      "--import",
      inRoot("scripts", "lib", "leave-with-parent.mjs"),
      "--import",
      inRoot("scripts", "lib", "front-door-here.mjs"),
      next,
      "dev",
      "--port",
      String(port),
      "--hostname",
      host,
    ],
    webEnv: {},
    onRebuild(act) {
      rebuilt = act;
    },
  };
}
