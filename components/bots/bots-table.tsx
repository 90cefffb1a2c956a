"use client";
import { useMemo } from "react";
import type { BotView } from "@/server/bots/core/bot";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { BotTileView } from "@/server/portfolio/core/live-view";
import type { BotHold } from "../live/hold-words";
import { InDisplay, InDisplayHead } from "../live/in-display";
import { useLive } from "../live/live-provider";
import { useHoldOf } from "../live/use-holds";
import { BotLink } from "../shared/bot-link";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { useTableAddress } from "../table/use-table-address";
import { Figure } from "../ui/figure";
import { Flash } from "../ui/flash";
import { formatCount, formatMoney, formatShare } from "../ui/format-number";
import { ReturnRatio } from "../ui/profit-loss";
import { BotStatus } from "./bot-status";
import { PauseButton } from "./pause-button";

type TableProps = {
  /** null while they are on their way */
  readonly bots: readonly BotView[] | null;
  readonly onResume: (bot: BotView) => void;
};
/** What a bot is, from the server, and what it is worth, from the live line. */
type Line = {
  readonly bot: BotView;
  readonly tile: BotTileView | undefined;
  readonly hold: BotHold | null;
};

const NO_TILES: readonly BotTileView[] = [];
/** As they were created: no column says so. */
const AS_CREATED = { by: "created", descending: false } as const;
const idOf = ({ bot }: Line) => bot.botId;

/** One row a bot. */
export function BotsTable({ bots, onResume }: TableProps) {
  const tiles = useLive((state) => state.view?.bots ?? NO_TILES);
  const holdOf = useHoldOf();
  const columns = useMemo(() => botColumns(onResume), [onResume]);
  const { hidden, sort, onSort } = useTableAddress({ columns, standard: AS_CREATED });
  const rows = useMemo(() => {
    const byId = new Map(tiles.map((tile) => [tile.botId, tile]));
    return bots && bots.map((bot): Line => ({ bot, tile: byId.get(bot.botId), hold: holdOf(bot) }));
  }, [bots, tiles, holdOf]);
  return (
    <DataTable
      label="Bots"
      rows={rows}
      columns={columns}
      hidden={hidden}
      idOf={idOf}
      sort={sort}
      onSort={onSort}
    />
  );
}

type Record = { readonly closedTrades: number; readonly wins: number };

/** What a bot's trades made, of the same instant as its equity where the worker has published it. */
const recordOf = ({ bot, tile }: Line): Record => tile?.record ?? bot;
const winRate = ({ wins, closedTrades }: Record): number | null =>
  closedTrades > 0 ? wins / closedTrades : null;

const botColumns = (onResume: TableProps["onResume"]): readonly Column<Line>[] => [
  {
    id: "name",
    label: "Name",
    phone: true,
    fixed: true,
    sorts: ({ bot }) => bot.name,
    cell: ({ bot }) => (
      <>
        <BotLink botId={bot.botId} name={bot.name} />
        <span className="tablet:hidden block text-micro text-text-3">{bot.symbol}</span>
      </>
    ),
  },
  {
    id: "status",
    label: "Status",
    phone: true,
    cell: ({ bot, hold }) => <BotStatus bot={bot} hold={hold} />,
  },
  {
    id: "exchange",
    label: "Exchange",
    sorts: ({ bot }) => bot.exchange,
    cell: ({ bot }) => exchangeLabel(bot.exchange),
  },
  { id: "market", label: "Market", sorts: ({ bot }) => bot.symbol, cell: ({ bot }) => bot.symbol },
  { id: "candles", label: "Candles", cell: ({ bot }) => bot.timeframe },
  {
    id: "strategy",
    label: "Strategy",
    cell: ({ bot }) => (
      <span title={paramsOf(bot)}>
        {bot.strategy} <span className="text-text-3">v{bot.version}</span>
      </span>
    ),
  },
  { id: "risk", label: "Risk", cell: ({ bot }) => bot.riskMode },
  {
    id: "equity",
    label: "Equity",
    right: true,
    cell: ({ bot, tile }) => (
      <Flash value={tile?.equity ?? null}>
        <Figure full={tile ? `${tile.equity} ${bot.stakeCurrency}` : null}>
          {formatMoney(tile?.equity ?? null, bot.stakeCurrency)}
        </Figure>
      </Flash>
    ),
  },
  {
    id: "display",
    label: "Equity in your currency",
    head: (
      <>
        Equity <InDisplayHead />
      </>
    ),
    right: true,
    className: "text-text-2",
    cell: ({ bot, tile }) => <InDisplay amount={tile?.equity ?? null} currency={bot.stakeCurrency} alone />,
  },
  {
    id: "today",
    label: "Today",
    right: true,
    sorts: ({ tile }) => tile?.todayRatio ?? null,
    cell: ({ tile }) => <ReturnRatio ratio={tile?.todayRatio ?? null} />,
  },
  {
    id: "return",
    label: "Return",
    right: true,
    phone: true,
    sorts: ({ tile }) => tile?.returnRatio ?? null,
    cell: ({ tile }) => <ReturnRatio ratio={tile?.returnRatio ?? null} />,
  },
  {
    id: "trades",
    label: "Trades",
    right: true,
    sorts: (line) => recordOf(line).closedTrades,
    cell: (line) => formatCount(recordOf(line).closedTrades),
  },
  {
    id: "wins",
    label: "Win rate",
    right: true,
    sorts: (line) => winRate(recordOf(line)),
    cell: (line) => {
      const { wins, closedTrades } = recordOf(line);
      return formatShare(wins, closedTrades);
    },
  },
  {
    id: "act",
    label: "Act",
    head: <span className="sr-only">Act</span>,
    right: true,
    phone: true,
    fixed: true,
    cell: ({ bot }) => <PauseButton bot={bot} onResume={onResume} />,
  },
];

const paramsOf = (bot: BotView): string =>
  Object.entries(bot.params)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
