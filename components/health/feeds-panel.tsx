"use client";
import { Radio } from "lucide-react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { FeedView } from "@/server/market/core/feed-view";
import { AsOf } from "../live/as-of";
import { type FeedState, feedStateOf } from "../live/feed-age";
import { useLive } from "../live/live-provider";
import { ageOf } from "../live/live-store";
import { useNow } from "../live/use-now";
import { FeedDot } from "../shared/feed-dot";
import { Chip } from "../ui/chip";
import { formatCount, formatPrice, UNKNOWN } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";

const NONE: readonly FeedView[] = [];
const STATES: { readonly [state in FeedState]: string } = { ok: "well", late: "late", off: "silent" };
/** What the reasons of a refused tick or closed candle mean. */
const REFUSALS: { readonly [reason: string]: string } = {
  "not-a-number": "not a number",
  "not-positive": "zero or negative",
  "crossed-book": "crossed book",
  "out-of-range": "outside its own range",
  "out-of-order": "out of order",
  "in-the-future": "from the future",
  "no-reference": "before the first candle",
  spike: "spike",
};

/** Every watched market: its last price and age, and what was not believed of its ticks and candles. */
export function FeedsPanel() {
  const feeds = useLive((state) => state.view?.feeds ?? NONE);
  return (
    <Panel
      className="mt-2"
      title="Feeds"
      asOf={
        <>
          {formatCount(feeds.length)} watched · <AsOf />
        </>
      }
    >
      {feeds.length === 0 ? (
        <PanelEmpty icon={Radio} title="No market is watched">
          A market is watched as soon as a bot trades it, and as long as a position in it is open.
        </PanelEmpty>
      ) : (
        <FeedsTable feeds={feeds} />
      )}
    </Panel>
  );
}

function FeedsTable({ feeds }: { readonly feeds: readonly FeedView[] }) {
  return (
    <ScrollBox label="Feeds, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Market</th>
            <th scope="col">State</th>
            <th scope="col" className="r max-tablet:hidden">
              Last price
            </th>
            <th scope="col" className="r">
              Its age
            </th>
            <th scope="col" className="r">
              Refused
            </th>
            <th scope="col" className="max-tablet:hidden">
              Why refused
            </th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <FeedRow key={`${feed.exchange} ${feed.symbol}`} feed={feed} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function FeedRow({ feed }: { readonly feed: FeedView }) {
  const now = useNow();
  const skewMs = useLive((state) => state.skewMs);
  const age = feed.tickWallAt === null ? null : now === 0 ? 0 : ageOf(feed.tickWallAt, { skewMs }, now);
  const frozen = feed.frozenMs !== undefined;
  const state = frozen ? "late" : feedStateOf(age);
  return (
    <tr data-feed={frozen ? "frozen" : state}>
      <td>
        {exchangeLabel(feed.exchange)} <span className="text-text-2">{feed.symbol}</span>
      </td>
      <td>
        <Chip tone={state === "late" ? "warn" : undefined}>
          <FeedDot state={state} />
          {frozen ? "frozen" : STATES[state]}
        </Chip>
      </td>
      <td className="r max-tablet:hidden">{formatPrice(feed.last, feed.priceDecimals)}</td>
      <td className="r text-text-3">{age === null ? UNKNOWN : formatAge(age)}</td>
      <td className="r">{formatCount(feed.refusedTicks)}</td>
      <td className="max-tablet:hidden text-text-2">{refusedWords(feed)}</td>
    </tr>
  );
}

function refusedWords({ refusedTicks, refusedBy }: FeedView): string {
  if (refusedTicks === 0) return "none since the start";
  return Object.entries(refusedBy ?? {})
    .map(([reason, count]) => `${formatCount(count)} ${REFUSALS[reason] ?? reason}`)
    .join(", ");
}
