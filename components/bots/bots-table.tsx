"use client";
import Link from "next/link";
import type { BotView } from "@/server/bots/core/bot";
import type { BotTileView } from "@/server/portfolio/core/live-view";
import { useLive } from "../live/live-provider";
import { exchangeLabel } from "../ui/exchange-label";
import { Figure } from "../ui/figure";
import { Flash } from "../ui/flash";
import { formatCount, formatMoney, formatShare } from "../ui/format-number";
import { ReturnRatio } from "../ui/profit-loss";
import { BotStatus } from "./bot-status";
import { PauseButton } from "./pause-button";

type TableProps = { readonly bots: readonly BotView[]; readonly onResume: (bot: BotView) => void };

const NO_TILES: readonly BotTileView[] = [];

/** One row a bot. What it is from the server, what it is worth from the live line. */
export function BotsTable({ bots, onResume }: TableProps) {
  const tiles = useLive((state) => state.view?.bots ?? NO_TILES);
  const byId = new Map(tiles.map((tile) => [tile.botId, tile]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label="Bots, table">
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Status</th>
            <th scope="col" className="phone-hide">
              Exchange
            </th>
            <th scope="col" className="phone-hide">
              Market
            </th>
            <th scope="col" className="phone-hide">
              Candles
            </th>
            <th scope="col" className="phone-hide">
              Strategy
            </th>
            <th scope="col" className="phone-hide">
              Risk
            </th>
            <th scope="col" className="r phone-hide">
              Equity
            </th>
            <th scope="col" className="r">
              Return
            </th>
            <th scope="col" className="r phone-hide">
              Trades
            </th>
            <th scope="col" className="r phone-hide">
              Win rate
            </th>
            <th scope="col">
              <span className="sr-only">Act</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bots.map((bot) => (
            <BotRow key={bot.botId} bot={bot} tile={byId.get(bot.botId)} onResume={onResume} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = {
  readonly bot: BotView;
  readonly tile: BotTileView | undefined;
  readonly onResume: (bot: BotView) => void;
};

function BotRow({ bot, tile, onResume }: RowProps) {
  const currency = bot.stakeCurrency;
  return (
    <tr>
      <td>
        <Link className="font-medium hover:underline" href={`/trades?bot=${bot.botId}`}>
          {bot.name}
        </Link>
        <span className="phone-only block text-micro text-text-3">{bot.symbol}</span>
      </td>
      <td>
        <BotStatus bot={bot} />
      </td>
      <td className="phone-hide">{exchangeLabel(bot.exchange)}</td>
      <td className="phone-hide">{bot.symbol}</td>
      <td className="phone-hide">{bot.timeframe}</td>
      <td className="phone-hide" title={paramsOf(bot)}>
        {bot.strategy} <span className="text-text-3">v{bot.version}</span>
      </td>
      <td className="phone-hide">{bot.riskMode}</td>
      <td className="r phone-hide">
        <Flash value={tile?.equity ?? null}>
          <Figure full={tile ? `${tile.equity} ${currency}` : null}>
            {formatMoney(tile?.equity ?? null, currency)}
          </Figure>
        </Flash>
      </td>
      <td className="r">
        <ReturnRatio ratio={tile?.returnRatio ?? null} />
      </td>
      <td className="r phone-hide">{formatCount(bot.closedTrades)}</td>
      <td className="r phone-hide">{formatShare(bot.wins, bot.closedTrades)}</td>
      <td className="r">
        <PauseButton bot={bot} onResume={onResume} />
      </td>
    </tr>
  );
}

const paramsOf = (bot: BotView): string =>
  Object.entries(bot.params)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
