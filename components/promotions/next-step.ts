import type { Scorecard } from "@/server/promotion/core/scorecard";
import { formatCount } from "../ui/format-number";
import { formatAge } from "../ui/format-time";

const GATES = {
  days: "seven days",
  trades: "25 trades a week",
  win_rate: "win rate",
  profit: "profit",
  drawdown: "drawdown",
  profit_factor: "profit factor",
} as const;

/** What stands between a bot and its promotion, in one line. */
export function nextStep({ passed, lines, evidence, readyInMs, trades }: Scorecard): string {
  if (passed) return "Nothing is missing";
  if (readyInMs !== null) return `Ready in ${formatAge(readyInMs)}`;
  if (trades === 0) return "Its first trade";
  const missing: string[] = lines.filter((line) => !line.passed).map(({ gate }) => GATES[gate]);
  if (!evidence.passed) missing.push(evidenceStep(evidence.moreTrades));
  return capital(missing.join(", "));
}

function evidenceStep(moreTrades: number | null): string {
  if (moreTrades === null) return "evidence: its trades so far give none";
  const noun = moreTrades === 1 ? "trade" : "trades";
  return `evidence: about ${formatCount(moreTrades)} more ${noun} like these`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
