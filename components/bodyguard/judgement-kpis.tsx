"use client";
import type { BodyguardStatus } from "@/server/bodyguard/core/bodyguard-view";
import { formatCount, formatPercent, UNKNOWN } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Kpi, kpisStyles } from "../ui/kpi";
import { Moment } from "../ui/moment";

type Props = { readonly status: BodyguardStatus | null };

/** How well the bodyguard judges, by its own detections and what the owner said of them. */
export const JudgementKpis = ({ status }: Props) => (
  <dl className={kpisStyles({ columns: "five" })}>
    <Kpi
      label="Last look"
      figure={status?.lookedAt ? <Moment iso={status.lookedAt} /> : UNKNOWN}
      value={status?.lookedAt ?? null}
      basis={<span>every five minutes, market clock</span>}
      size="even"
    />
    <Kpi
      label="In quarantine"
      figure={status === null ? UNKNOWN : formatCount(status.resting.length)}
      value={status && String(status.resting.length)}
      basis={<span>stops stay armed</span>}
      loud={status !== null && status.resting.length > 0}
      size="even"
    />
    <Acted status={status} />
    <FalseAlarms status={status} />
    <Delay status={status} />
  </dl>
);

function Acted({ status }: Props) {
  const judged = status?.judgement;
  return (
    <Kpi
      label="Acted on"
      figure={judged ? formatCount(judged.acted) : UNKNOWN}
      value={judged ? String(judged.acted) : null}
      basis={<span>{judged ? `${formatCount(judged.unmarked)} of them not marked` : "all books"}</span>}
      size="even"
    />
  );
}

function FalseAlarms({ status }: Props) {
  const { falseRate = null, right = 0, falseAlarms = 0 } = status?.judgement ?? {};
  return (
    <Kpi
      label="False alarms"
      figure={falseRate === null ? UNKNOWN : formatPercent(String(falseRate), { signed: false })}
      value={falseRate === null ? null : String(falseRate)}
      basis={
        <span>
          {falseRate === null
            ? "mark detections below to measure it"
            : `${formatCount(falseAlarms)} of ${formatCount(right + falseAlarms)} marked`}
        </span>
      }
      size="even"
    />
  );
}

function Delay({ status }: Props) {
  const delay = status?.judgement.delayMs ?? null;
  return (
    <Kpi
      label="From fault to act"
      figure={delay === null ? UNKNOWN : formatAge(delay.median)}
      value={delay === null ? null : String(delay.median)}
      basis={
        <span>
          {delay === null ? "no fault measured yet" : `median; longest ${formatAge(delay.longest)}`}
        </span>
      }
      size="even"
    />
  );
}
