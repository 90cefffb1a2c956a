// Victims that are warm before they are needed: the next one is starting while one lives.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export type KilledVictim = {
  readonly begin: (life: object) => void;
  /** SIGTERM, as the supervisor does */
  readonly stop: () => void;
  /** true: it died by its own SIGKILL; false: it had to be killed when its time was over */
  readonly died: (withinMs: number) => Promise<boolean>;
  readonly ended: () => Promise<{ readonly code: number | null; readonly signal: string | null }>;
};

/** Starts `script` again and again with that environment; each tells "warm" and waits. */
export function warmVictims(script: string, environment: Readonly<Record<string, string>>, ahead: number) {
  const warm: { child: ChildProcess; isWarm: Promise<unknown> }[] = [];
  const all = new Set<ChildProcess>();
  const start = () => {
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    all.add(child);
    child.once("exit", () => all.delete(child));
    const failed = once(child, "exit").then(() => {
      throw new Error("A victim ended before its life began.");
    });
    failed.catch(() => undefined);
    warm.push({ child, isWarm: Promise.race([once(child, "message"), failed]) });
  };
  return {
    /** The next one, as soon as it is warm; others start behind it. */
    next: async (): Promise<KilledVictim> => {
      while (warm.length <= ahead) start();
      const first = warm.shift();
      await first?.isWarm;
      if (!first) throw new Error("There is no victim.");
      return toVictim(first.child);
    },
    end: async () => {
      const ends = [...all].map((child) => once(child, "exit"));
      for (const child of all) child.kill("SIGKILL");
      await Promise.all(ends);
    },
  };
}

function toVictim(child: ChildProcess): KilledVictim {
  const exit = once(child, "exit").then(([code, signal]) => ({ code, signal }) as never);
  return {
    begin: (life) => child.send(life),
    stop: () => child.kill("SIGTERM"),
    died: async (withinMs) => {
      let isOurs = false;
      const timer = setTimeout(() => {
        isOurs = true;
        child.kill("SIGKILL");
      }, withinMs);
      const { signal } = (await exit) as { signal: string | null };
      clearTimeout(timer);
      return !isOurs && signal === "SIGKILL";
    },
    ended: () => exit,
  };
}
