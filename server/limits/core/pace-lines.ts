import type { SentEntry } from "@/server/execution/core/throttle";
import type { WallMs } from "@/server/kernel/clock";
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";
import { type LimitLine, limitLine } from "./limit-line";

const SECOND_MS = 1_000;

type Sent = { readonly sent: readonly SentEntry[]; readonly now: WallMs };

/** How fast entries may go out, and how many may be under way: what waits for these goes out when they allow it. */
export function paceLines({ sent, now }: Sent, { limits }: Settings): readonly LimitLine[] {
  const within = (ms: number) => sent.filter(({ sentAt }) => sentAt > now - ms).length;
  const bursts = [
    { of: "10 s", ms: 10 * SECOND_MS, most: limits.per10s, setting: "limits.per10s" },
    { of: "60 s", ms: 60 * SECOND_MS, most: limits.per60s, setting: "limits.per60s" },
  ].map(({ of, ms, most, setting }) =>
    limitLine({
      id: `burst ${of}`,
      group: "pace",
      words: "Entries within",
      of,
      unit: "count",
      used: new Decimal(within(ms)),
      most: new Decimal(most),
      does: "the next entry waits",
      setting,
    }),
  );
  return [
    ...bursts,
    ...exchangeNames.map((exchange) =>
      limitLine({
        id: `in-flight ${exchange}`,
        group: "pace",
        words: "Entries under way",
        of: exchangeLabel(exchange),
        unit: "count",
        used: new Decimal(sent.filter((one) => one.exchange === exchange && one.working).length),
        most: new Decimal(limits.exchanges[exchange].inFlight),
        does: "the next entry there waits",
        setting: `limits.exchanges.${exchange}.inFlight`,
      }),
    ),
    ...exchangeNames.flatMap((exchange) => {
      const last = Math.max(
        Number.NEGATIVE_INFINITY,
        ...sent.filter((one) => one.exchange === exchange).map(({ sentAt }) => sentAt),
      );
      const { gapMs } = limits.exchanges[exchange];
      if (gapMs === 0) return [];
      const left = Math.min(gapMs, Math.max(0, last + gapMs - now));
      return limitLine({
        id: `gap ${exchange}`,
        group: "pace",
        words: "Seconds to wait between two entries",
        of: exchangeLabel(exchange),
        unit: "seconds",
        used: new Decimal(left).div(SECOND_MS),
        most: new Decimal(gapMs).div(SECOND_MS),
        holds: left > 0,
        does: "the next entry there waits",
        setting: `limits.exchanges.${exchange}.gapMs`,
      });
    }),
  ];
}
