import { listBots } from "@/server/bots/list-bots";
import { exchangeOf } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { listBalances } from "@/server/ledger/find-balances";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { type BookWalletView, type HeldBalance, toBookWallet } from "./core/book-wallet";
import type { AllocationRules } from "./core/plan-allocation";
import { getLiveView } from "./get-live-view";

/** A book's money at every exchange by the ledger, at the prices its worker published last. Default: the book that pages show. */
export async function showWallet(q: {
  readonly userId: string;
  readonly wallNow: WallMs;
  readonly book?: Book | undefined;
}): Promise<BookWalletView> {
  const { userId, wallNow } = q;
  const [view, settings] = await Promise.all([getLiveView(userId, q.book), getSettings(userId)]);
  const book = q.book ?? view?.book ?? "paper";
  const [rows, bots] = await Promise.all([listBalances({ userId, book }), listBots(userId)]);
  const own = bots.filter((bot) => bot.book === book && bot.twinOf === null);
  return toBookWallet({
    book,
    pricesWallAt: view?.wallAt ?? null,
    balances: rows.flatMap(({ kind, venue, asset, balance }): HeldBalance[] =>
      kind === "available" || kind === "allocated" || kind === "in_orders"
        ? [{ exchange: exchangeOf(venue), asset, kind, balance }]
        : [],
    ),
    prices: {
      feeds: view?.feeds ?? [],
      display: view?.display,
      currency: settings.displayCurrency,
      wallNow,
    },
    rules: rulesOf(settings),
    botsAt: (exchange) => own.filter((bot) => bot.exchange === exchange).length,
  });
}

const rulesOf = ({ wallet, botsMax, slots }: Settings): AllocationRules => ({
  reserve: toDecimal(wallet.reserve),
  botsMax,
  slots,
});
