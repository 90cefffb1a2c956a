type Counts = {
  readonly bots: number;
  readonly running: number;
  readonly paused: number;
  readonly quarantined: number;
};
type Mode = {
  readonly paper: boolean;
  readonly live: boolean;
  readonly entriesStopped: boolean;
  readonly halted: boolean;
};

/** One line for people: the market, the fleet, and whatever keeps it from trading. */
export function describeFleet(
  { bots, running, paused, quarantined }: Counts,
  mode: Mode,
  market: string | null,
): string {
  const fleet = bots === 0 ? "No bots yet" : `${running} of ${bots} bots running`;
  const rest = [
    paused > 0 ? `${paused} paused` : null,
    quarantined > 0 ? `${quarantined} in quarantine` : null,
  ];
  return [market ?? "No market yet", fleet, ...rest, describeMode(mode)]
    .filter((words) => words !== null)
    .join(" · ");
}

function describeMode({ paper, live, entriesStopped, halted }: Mode): string {
  if (halted) return "EMERGENCY STOP is on";
  if (entriesStopped) return "new entries are stopped";
  if (!paper && !live) return "trading is off";
  return live ? "live trading is on" : "paper trading is on";
}
