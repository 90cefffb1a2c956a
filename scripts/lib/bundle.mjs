import { threadBundle, withPackages, workerBundle } from "./build.mjs";
import { inRoot } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";

/** Bundles one entry as the worker is bundled, into dist/<name>.mjs; gives that file. Takes a fraction of a second. */
export async function bundle(entry, name) {
  const { build } = await import("esbuild");
  const outfile = `dist/${name}.mjs`;
  try {
    const ofBacktests = entry.includes("backtest");
    // one that starts threads loads its packages in each of them
    await build({ ...workerBundle(), ...(ofBacktests ? withPackages : {}), entryPoints: [entry], outfile });
    // whoever else runs has the threads' file already
    if (ofBacktests) await build(threadBundle());
  } catch (error) {
    throw new StopWith(
      `${entry} could not be built: ${String(error.message).split("\n")[1] ?? error.message}`,
    );
  }
  return inRoot(outfile);
}
