import { paperVenue } from "@/server/exchange/core/venue-name";
import { type ExchangeName, exchangeNames, exchanges } from "@/server/kernel/exchange-names";
import { sumOf, toText } from "@/server/kernel/money";
import type { PaperBook, WalletLine, WalletView } from "./core/wallet-view";
import { listBalances } from "./find-balances";
import type { BalanceRow } from "./store";

/** What a paper book has at each exchange: in its pool and with its bots. */
export async function showWallet(userId: string, book: PaperBook): Promise<WalletView> {
  const rows = await listBalances({ userId, book });
  return { book, lines: exchangeNames.map((exchange) => lineOf(exchange, rows)) };
}

function lineOf(exchange: ExchangeName, rows: readonly BalanceRow[]): WalletLine {
  const asset = exchanges[exchange].homeQuote;
  const own = rows.filter((row) => row.venue === paperVenue(exchange) && row.asset === asset);
  const sum = (...kinds: readonly string[]) =>
    toText(sumOf(own.filter(({ kind }) => kinds.includes(kind)).map(({ balance }) => balance)));
  return { exchange, asset, pool: sum("available"), withBots: sum("allocated", "in_orders") };
}
