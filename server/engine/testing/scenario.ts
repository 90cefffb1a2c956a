// What a scenario is and what it may use: events in, effects out. Nothing here knows which engine runs it.
import type { Inngest } from "inngest";
import { expect } from "vitest";
import type { OwnFunction } from "../own-engine";

/** Something a function did, written to a file at once: it outlives whoever is killed. */
export type Effect = {
  readonly scenario: string;
  readonly what: string;
  /** market clock and wall clock, milliseconds */
  readonly marketAt: number;
  readonly at: number;
};

export type Tell = (what: string) => void;

export type Scenario = {
  /** The guarantee, as the test is named. */
  readonly name: string;
  /** Begins every function's and event's name, so that all scenarios run in one app. */
  readonly id: string;
  readonly functions: (client: Inngest, tell: Tell) => readonly OwnFunction[];
  readonly play: (on: Stage) => Promise<void>;
  /** It needs an engine that the test may kill. */
  readonly killsEngine?: true;
};

export type SentData = { readonly [name: string]: string | number };

/** One engine with one app, as a scenario sees them. */
export type Stage = {
  readonly send: (name: string, data?: SentData, id?: string) => Promise<void>;
  readonly effects: () => readonly Effect[];
  /** Effects of one kind so far. */
  readonly count: (what: string) => number;
  /** Waits, as long as this engine may take, until there are so many effects of a kind. */
  readonly until: (what: string, times?: number) => Promise<void>;
  /** Waits so long on the market clock. */
  readonly pass: (marketMs: number) => Promise<void>;
  readonly killApp: () => Promise<void>;
  readonly killEngine: () => Promise<void>;
};

/** The kinds of effects in order. */
export const kinds = (on: Stage): string[] => on.effects().map(({ what }) => what);

export const expectCounts = (on: Stage, wanted: { readonly [what: string]: number }): void => {
  expect(Object.fromEntries(Object.keys(wanted).map((what) => [what, on.count(what)]))).toEqual(wanted);
};
