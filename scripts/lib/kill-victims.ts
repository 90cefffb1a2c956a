// Victims that are warm before they are needed: the next one is starting while one lives.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** By SIGKILL, its own where it was to die or ours when its time was over; or it had stopped in order before. */
export type Death = "at its failpoint" | "elsewhere" | "stopped";

export type KilledVictim = {
  readonly begin: (life: object) => void;
  /** SIGTERM, as the supervisor does */
  readonly stop: () => void;
  /** Resolves when it is at work, or has ended before. */
  readonly atWork: Promise<unknown>;
  /** It is killed so long after it was at work, or at the very latest; throws where it failed by itself. */
  readonly died: (within: { readonly atWorkMs: number; readonly mostMs: number }) => Promise<Death>;
  readonly ended: () => Promise<unknown>;
};

/** Starts `script` again and again with that environment; each tells that it is warm and waits, and when it is at work. */
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
  const exit = once(child, "exit");
  const atWork = Promise.race([once(child, "message"), exit]);
  let isOurs = false;
  const kill = () => {
    isOurs = true;
    child.kill("SIGKILL");
  };
  return {
    begin: (life) => child.send(life),
    stop: () => child.kill("SIGTERM"),
    atWork,
    died: async ({ atWorkMs, mostMs }) => {
      const timers = [setTimeout(kill, mostMs)];
      void atWork.then(() => timers.push(setTimeout(kill, atWorkMs)));
      const [code, signal] = await exit;
      for (const timer of timers) clearTimeout(timer);
      if (signal === "SIGKILL") return isOurs ? "elsewhere" : "at its failpoint";
      if (code === 0) return "stopped";
      throw new Error(`A victim failed by itself: status ${code}, ${signal}.`);
    },
    ended: () => exit,
  };
}
