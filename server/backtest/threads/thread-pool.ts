import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Fault } from "@/server/kernel/result";
import type { FromThread, ThreadAnswer, ThreadJob, ThreadSetup } from "./thread-message";

export type ThreadPool = {
  readonly threads: number;
  /** Does one job on the first thread that is free; jobs wait in the order they came. Throws when a thread fails. */
  readonly run: (job: ThreadJob) => Promise<ThreadAnswer>;
  /** Ends all threads at once; what waits or runs is rejected. */
  readonly close: () => Promise<void>;
};

/** One core stays free for trading. */
export const threadsForApp = (): number => Math.max(1, availableParallelism() - 1);

/** Where the bundle puts the threads' file: beside whichever file this module has been bundled into. */
export const threadFile = (): URL => new URL("./backtest-thread.mjs", import.meta.url);

type Waiting = {
  readonly job: ThreadJob;
  readonly done: (answer: ThreadAnswer) => void;
  readonly failed: (error: Error) => void;
};
type Member = {
  readonly worker: Worker;
  current: { readonly number: number; readonly waiting: Waiting } | null;
};

const MEMORY_MB_MAX = 512;

/** Starts `threads` threads that all know the same setup. A thread that dies takes the pool with it. */
export function openThreadPool(setup: ThreadSetup, threads: number, file: URL = threadFile()): ThreadPool {
  const queue: Waiting[] = [];
  let numbered = 0;
  let broken: Error | null = null;
  const members: Member[] = Array.from({ length: threads }, () => ({
    worker: new Worker(file, {
      workerData: setup,
      name: "backtest",
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    }),
    current: null,
  }));
  const fail = (error: Error) => {
    broken ??= error;
    for (const member of members) {
      member.current?.waiting.failed(broken);
      member.current = null;
    }
    for (const waiting of queue.splice(0)) waiting.failed(broken);
  };
  const feed = (member: Member) => {
    if (member.current || broken) return;
    const waiting = queue.shift();
    if (!waiting) return;
    numbered += 1;
    member.current = { number: numbered, waiting };
    member.worker.postMessage({ number: numbered, job: waiting.job });
  };
  for (const member of members) {
    member.worker.on("message", (message: FromThread) => {
      const { current } = member;
      if (current?.number !== message.number) return;
      member.current = null;
      if (message.ok) current.waiting.done(message.answer);
      else current.waiting.failed(new Error(message.message));
      feed(member);
    });
    member.worker.on("error", (error) =>
      fail(new Fault("engine", true, `A thread failed: ${String(error)}`)),
    );
    member.worker.on("exit", () =>
      fail(new Fault("engine", true, "The threads of this backtest have ended.")),
    );
  }
  return {
    threads,
    run: (job) =>
      new Promise((done, failed) => {
        if (broken) return failed(broken);
        queue.push({ job, done, failed });
        for (const member of members) feed(member);
      }),
    close: async () => {
      fail(new Fault("engine", true, "The threads of this backtest have ended."));
      await Promise.all(members.map(({ worker }) => worker.terminate()));
    },
  };
}
