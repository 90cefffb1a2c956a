import { z } from "zod";
import { wallMs } from "@/server/kernel/clock";
import { healActs, healParts } from "./finding";
import type { Heal, HealTry } from "./plan-heals";

/** A heal as it is stored. */
export type HealRow = {
  readonly id: string;
  readonly part: string;
  readonly subject: string;
  readonly severity: string;
  readonly words: string;
  readonly todo: string;
  readonly tries: unknown;
  readonly foundWallAt: Date;
  readonly toldWallAt: Date | null;
  readonly endedWallAt: Date | null;
  readonly outcome: string | null;
};

const triesWire = z.array(
  z.object({
    act: z.enum(healActs),
    at: z.iso.datetime(),
    durationMs: z.number(),
    ok: z.boolean(),
    said: z.string(),
  }),
);

export const triesToJson = (tries: readonly HealTry[]): z.input<typeof triesWire> =>
  tries.map((one) => ({ ...one, at: new Date(one.at).toISOString() }));

/** The tries of a row; none where another version wrote what this one cannot read. */
export const readTries = (json: unknown): readonly HealTry[] =>
  (triesWire.safeParse(json).data ?? []).map((one) => ({ ...one, at: wallMs(Date.parse(one.at)) }));

const SEVERITY = z.enum(["low", "medium", "high", "critical"]).catch("high");
const PART = z.enum(healParts).catch("worker");
const OUTCOME = z.enum(["healed", "gone"]).nullable().catch("gone");

/** A story as it goes on in this process. What it is about is found anew with the next look. */
export function toHeal(row: HealRow): Heal {
  return {
    healId: row.id,
    finding: {
      part: PART.parse(row.part),
      subject: row.subject,
      severity: SEVERITY.parse(row.severity),
      words: row.words,
      todo: row.todo,
      acts: [],
      about: [],
      atOnce: false,
    },
    foundAt: wallMs(row.foundWallAt),
    tries: readTries(row.tries),
    toldAt: row.toldWallAt && wallMs(row.toldWallAt),
    endedAt: row.endedWallAt && wallMs(row.endedWallAt),
    outcome: OUTCOME.parse(row.outcome),
  };
}
