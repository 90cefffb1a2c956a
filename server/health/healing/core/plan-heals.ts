// One heal is the story of one thing that broke: found, tried, told, over. Pure: what happened and the time come in.

import type { WallMs } from "@/server/kernel/clock";
import { type Finding, findingKey, type HealAct, type HealPart, severities } from "./finding";

/** One try, as it went. */
export type HealTry = {
  readonly act: HealAct;
  readonly at: WallMs;
  readonly durationMs: number;
  readonly ok: boolean;
  readonly said: string;
};

export type HealOutcome =
  /** it is well again after a try */
  | "healed"
  /** it went by itself */
  | "gone";

export type Heal = {
  readonly healId: string;
  readonly finding: Finding;
  readonly foundAt: WallMs;
  readonly tries: readonly HealTry[];
  /** when a person was told; null: not yet */
  readonly toldAt: WallMs | null;
  readonly endedAt: WallMs | null;
  readonly outcome: HealOutcome | null;
};

/** The waits before the first, second and third try, from the one before. */
const BACK_OFF_MS = [0, 30_000, 60_000] as const;
export const TRIES = BACK_OFF_MS.length;
/** What has not helped three times is tried again now and then: outages end. */
const LATER_MS = 10 * 60_000;
/** A try has that long to show. */
const SHOWS_AFTER_MS = 25_000;

export type HealPlan = {
  /** open ones as they are now, those that have just begun among them, without their tries of this round */
  readonly open: readonly Heal[];
  readonly ended: readonly Heal[];
  readonly toTry: readonly { readonly heal: Heal; readonly act: HealAct }[];
  readonly toTell: readonly Heal[];
};

/**
 * What this round comes to. A part that could not be looked at neither begins nor ends anything: no answer is no news.
 *
 * Three tries, 30 and 60 s apart, then a person is told, at once where nothing but a person helps or the finding says so;
 * from then on one try in ten minutes. `asked`: somebody wants a try now.
 */
export function planHeals(facts: {
  readonly open: readonly Heal[];
  readonly findings: readonly Finding[];
  readonly judged: ReadonlySet<HealPart>;
  readonly now: WallMs;
  readonly asked: boolean;
  readonly newId: () => string;
}): HealPlan {
  const { judged, now, asked, newId } = facts;
  const found = new Map(facts.findings.map((finding) => [findingKey(finding), finding]));
  const isOver = ({ finding }: Heal) => judged.has(finding.part) && !found.has(findingKey(finding));
  const ended = facts.open
    .filter(isOver)
    .map((heal): Heal => ({ ...heal, endedAt: now, outcome: heal.tries.length > 0 ? "healed" : "gone" }));
  const goesOn = facts.open
    .filter((heal) => !isOver(heal))
    // a disk that is fuller now says so; one that could not be looked at is as it was
    .map((heal) => withNews(heal, found.get(findingKey(heal.finding))));
  const known = new Set(goesOn.map(({ finding }) => findingKey(finding)));
  const begun = [...found].flatMap(([key, finding]): Heal[] =>
    known.has(key)
      ? []
      : [{ healId: newId(), finding, foundAt: now, tries: [], toldAt: null, endedAt: null, outcome: null }],
  );
  const open = [...goesOn, ...begun];
  const present = open.filter(({ finding }) => judged.has(finding.part));
  return {
    open,
    ended,
    toTry: present.flatMap((heal) => {
      const act = nextAct(heal);
      return act !== null && (asked || isDue(heal, now)) ? [{ heal, act }] : [];
    }),
    toTell: present.filter((heal) => heal.toldAt === null && mustTell(heal, now)),
  };
}

/** As it is found now; what has become worse is told anew. */
function withNews(heal: Heal, finding: Finding | undefined): Heal {
  if (!finding) return heal;
  const isWorse = severities.indexOf(finding.severity) > severities.indexOf(heal.finding.severity);
  return { ...heal, finding, toldAt: isWorse ? null : heal.toldAt };
}

function nextAct({ finding: { acts }, tries }: Heal): HealAct | null {
  const turn = tries.length < TRIES ? tries.length : TRIES - 1;
  return acts[Math.min(turn, acts.length - 1)] ?? null;
}

function isDue({ tries }: Heal, now: WallMs): boolean {
  const last = tries.at(-1);
  const waitMs = BACK_OFF_MS[tries.length] ?? LATER_MS;
  // a clock that was set back must not keep it from being tried
  return last === undefined || now < last.at || now - last.at >= waitMs;
}

function mustTell({ finding, tries }: Heal, now: WallMs): boolean {
  if (finding.atOnce || finding.acts.length === 0) return true;
  const last = tries.at(-1);
  return tries.length >= TRIES && last !== undefined && (now < last.at || now - last.at >= SHOWS_AFTER_MS);
}
