"use client";
import { Trophy } from "lucide-react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { RankView } from "@/server/portfolio/core/profits-view";
import { BotLink } from "../shared/bot-link";
import { formatCount, formatPercent, UNKNOWN } from "../ui/format-number";
import { PanelEmpty } from "../ui/panel-state";
import { ProfitLoss } from "../ui/profit-loss";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";

const RATIO_DIGITS = 6;
const percent = (ratio: number) => formatPercent(ratio.toFixed(RATIO_DIGITS), { signed: false });
const plain = (value: number | null) => (value === null ? UNKNOWN : value.toFixed(2));

/** The bots of a book, the best first. */
export function RanksTable({ ranks }: { readonly ranks: readonly RankView[] }) {
  if (ranks.length === 0)
    return (
      <PanelEmpty icon={Trophy} title="No closed trades yet">
        A bot is ranked from its first closed trade on.
      </PanelEmpty>
    );
  return (
    <ScrollBox label="Ranking, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Bot</th>
            <th scope="col" className="max-tablet:hidden">
              Exchange
            </th>
            <th scope="col" className="r">
              Score
            </th>
            <th scope="col" className="r">
              Trades
            </th>
            <th scope="col" className="r">
              Realised
            </th>
            <th scope="col" className="r">
              Win rate
            </th>
            <th scope="col" className="r">
              Profit factor
            </th>
            <th scope="col" className="r">
              Sharpe, a trade
            </th>
            <th scope="col" className="r">
              Mean
            </th>
          </tr>
        </thead>
        <tbody>
          {ranks.map((rank) => (
            <RankRow key={rank.botId} rank={rank} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function RankRow({ rank }: { readonly rank: RankView }) {
  const { botId, name, exchange, score, trades, realised, currency, winRate } = rank;
  return (
    <tr>
      <td>
        <BotLink botId={botId} name={name} />
      </td>
      <td className="max-tablet:hidden">{exchangeLabel(exchange)}</td>
      <td className="r font-medium">{score.toFixed(1)}</td>
      <td className="r">{formatCount(trades)}</td>
      <td className="r">
        <ProfitLoss amount={realised} currency={currency} />
      </td>
      <td className="r">{percent(winRate)}</td>
      <td className="r">{rank.profitFactor === null ? "no loss" : plain(rank.profitFactor)}</td>
      <td className="r">{plain(rank.sharpe)}</td>
      <td className="r">{percent(rank.meanProfit)}</td>
    </tr>
  );
}
