// The five simulated exchanges of the killer's proof, in a process of their own that outlives every victim.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";

/** Starts `script` as that process; answers where each listens. */
export async function startSimulators(script: string, environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [told] = (await Promise.race([once(child, "message"), failedStart(child)])) as [
    [ExchangeName, string][],
  ];
  return {
    origins: new Map(told),
    end: async () => {
      const ended = once(child, "exit");
      if (child.kill("SIGKILL")) await ended;
    },
  };
}

async function failedStart(child: ChildProcess): Promise<never> {
  await once(child, "exit");
  throw new Error("The simulators ended.");
}

/** What that process does: serves without rate limits of its own, until whoever started it is gone. */
export async function serveSimulators(seed: number): Promise<void> {
  const started = await Promise.all(
    exchangeNames.map(async (exchange) => {
      const { origin } = await startSimulator({ exchange, seed, limits: 0 });
      return [exchange, origin] as const;
    }),
  );
  process.send?.(started);
  process.once("disconnect", () => process.exit(0));
}
