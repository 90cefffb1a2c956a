import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { venueOf } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import { type Clocks, plusMs } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toDecimal, toText, ZERO } from "@/server/kernel/money";
import { sumDeposits } from "@/server/ledger/sum-deposits";
import { getSettings } from "@/server/settings/get-settings";
import { decideFunding, type FundingChange, needsOf, sourceFor } from "../core/decide-funding";
import { showWallet } from "../show-wallet";
import { findOpenPlans, removeEnded, saveEnded, saveKept, saveOpened } from "./store";

const KEPT_MS = 365 * 86_400_000;

/**
 * Looks at what each exchange of a book lacks for its target, and at what was put in since: opens, keeps and ends its
 * funding plans. Only writes them down; money is moved by a person, at the exchange. Answers how many changed.
 */
export async function planFunding(
  clocks: Clocks,
  { userId, book }: { readonly userId: string; readonly book: Book },
): Promise<number> {
  const ctx = jobContext(clocks, userId, "refresh-balances", `funding:${book}`);
  const { wallNow: at } = ctx;
  const [wallet, settings, plans] = await Promise.all([
    showWallet({ userId, book, wallNow: at }),
    getSettings(userId),
    findOpenPlans(userId, book),
  ]);
  const open = await Promise.all(
    plans.map(async ({ openedAt, ...plan }) => ({
      ...plan,
      deposited: await sumDeposits({
        userId,
        book,
        asset: plan.asset,
        since: openedAt,
        venue: venueOf({ book, exchange: plan.exchange }),
      }),
    })),
  );
  const least = toDecimal(settings.wallet.fundingLeast);
  const changes = decideFunding({ open, needs: needsOf(wallet), least });
  const turns = changes.filter(({ kind }) => kind !== "keep");
  await commit(ctx, {
    action: "funding.planned",
    subject: book,
    reason: turns.map(changeWords).join("; "),
    detail: { book, plans: turns.map(({ need, kind }) => ({ exchange: need.exchange, kind })) },
    events: [{ name: "funding/changed", data: { book } }],
    write: async (tx) => {
      for (const change of changes) {
        const { need } = change;
        const figures = { need, at, deficit: change.kind === "end" ? ZERO : change.deficit };
        if (change.kind === "open")
          await saveOpened(tx, {
            ...figures,
            userId,
            book,
            from: sourceFor(need.exchange),
            to: need.exchange,
          });
        else if (change.kind === "keep") await saveKept(tx, change.id, figures);
        else await saveEnded(tx, change.id, change.status, figures);
      }
      await removeEnded(tx, userId, plusMs(at, -KEPT_MS));
    },
    unchanged: () => turns.length === 0,
  });
  return turns.length;
}

function changeWords(change: FundingChange): string {
  const { exchange, asset } = change.need;
  if (change.kind === "end")
    return `${exchangeLabel(exchange)} lacks nothing any more: ${change.status === "seen" ? "a deposit was seen" : "without a deposit"}`;
  return `${exchangeLabel(exchange)} lacks ${toText(change.deficit.toDecimalPlaces(2))} ${asset} for its target`;
}
