// The wire between the road and the venue, and the process that may die at any of its steps.
import { Fault } from "@/server/kernel/result";
import type { Timeline } from "./timeline";

/** An answer, or a failure after which the outcome is unknown. */
export type Heard<T> = { readonly answered: true; readonly value: T } | { readonly answered: false };

/** What a task waits for: that its commit is done, or a venue's answer. A process may die at each of both. */
type Wait = { readonly kind: "commit" } | { readonly kind: "call"; readonly call: () => unknown };
export type Part<T> = Generator<Wait, T, Heard<unknown>>;
export type Task = Part<void>;

/** A call to the venue. What the process waits for may be lost on the way there, on the way back, or come late. */
export function* ask<T>(call: () => T): Part<Heard<T>> {
  return (yield { kind: "call", call }) as Heard<T>;
}

/** The end of a commit: what comes after it may never come. */
export function* committed(): Task {
  yield { kind: "commit" };
}

/** Chances of what goes wrong, each from 0 to 1; all of them end when a run calms down. */
export type Faults = {
  readonly dropped: number;
  readonly answerLost: number;
  readonly late: number;
  readonly refused: number;
  readonly crash: number;
};

export const CALM: Faults = { dropped: 0, answerLost: 0, late: 0, refused: 0, crash: 0 };

/** After that without an answer a call is given up; ms. */
const TIMEOUT_MS = 5_000;
const LATE_MOST_MS = 60_000;

export type Process = {
  /** Starts a task of the process that runs now; it ends with the process. */
  readonly start: (task: Task, ended?: () => void) => void;
  readonly crashes: () => number;
};

type Setup = {
  readonly timeline: Timeline;
  readonly random: () => number;
  readonly faults: () => Faults;
  /** Called when the process has died: whoever starts it again does so here. */
  readonly died: () => void;
};

export function createProcess({ timeline, random, faults, died }: Setup): Process {
  let [life, crashes] = [0, 0];
  const someMs = (most: number) => 1 + Math.floor(random() * most);

  const send = (call: () => unknown, hear: (heard: Heard<unknown>) => void) => {
    const { dropped, answerLost, late, refused } = faults();
    const fate = random();
    const fail = (ms: number) => timeline.after(ms, () => hear({ answered: false }));
    // a reset is known at once, a silence after the timeout; neither says what became of the request
    const failure = () => fail(random() < 0.5 ? someMs(200) : TIMEOUT_MS);
    if (fate < dropped + refused) return failure();
    if (fate < dropped + refused + late) {
      timeline.after(100 + someMs(LATE_MOST_MS), () => void call());
      return fail(TIMEOUT_MS);
    }
    if (fate < dropped + refused + late + answerLost) {
      timeline.after(someMs(100), () => void call());
      return fail(100 + someMs(TIMEOUT_MS));
    }
    timeline.after(someMs(100), () => {
      const value = call();
      timeline.after(someMs(100), () => hear({ answered: true, value }));
    });
  };

  const dies = (): boolean => {
    if (random() >= faults().crash) return false;
    life += 1;
    crashes += 1;
    died();
    return true;
  };

  const start = (task: Task, ended: () => void = () => undefined) => {
    const mine = life;
    const goOn = (heard: Heard<unknown>) => {
      // its process is gone: nobody is there to go on
      if (life !== mine || dies()) return;
      const { done, value } = task.next(heard);
      if (done) ended();
      else if (value.kind === "call") send(value.call, goOn);
      else timeline.after(someMs(5), () => goOn({ answered: true, value: undefined }));
    };
    goOn({ answered: true, value: undefined });
  };
  return { start, crashes: () => crashes };
}

/** The failure as the road hears it. */
export const lost = (): Fault => new Fault("exchange", true, "socket hang up");
