// A person puts paper money in, or takes it out: the paper venue and the ledger in one commit.
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { paperVenue } from "@/server/exchange/core/venue-name";
import { moveAtPaperVenue } from "@/server/exchange/paper/deposit";
import { exchangeLabel, exchanges } from "@/server/kernel/exchange-names";
import { type Decimal, toDecimal, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { PaperMoney } from "./core/paper-money-input";
import { depositPostings } from "./core/posting";
import type { WalletView } from "./core/wallet-view";
import { findAvailable } from "./find-balances";
import { showWallet } from "./show-wallet";
import { findBalance, hasTransaction, saveTransaction } from "./store";

const poolAt = ({ book, exchange }: PaperMoney, userId: string): Promise<Decimal> =>
  findAvailable(userId, book, paperVenue(exchange), exchanges[exchange].homeQuote);

const refuseShort = ({ exchange, amount }: PaperMoney, pool: Decimal): Result<never> =>
  refuse(
    "insufficient_funds",
    `The pool at ${exchangeLabel(exchange)} has ${toText(pool)} ${exchanges[exchange].homeQuote}, not ${amount}: what bots have stays with them.`,
    "amount",
  );

/**
 * Puts money into a paper book's pool at an exchange, or takes it out: neither gain nor loss. Refuses with
 * `insufficient_funds` where the pool has less.
 */
export async function movePaperMoney(input: PaperMoney, ctx: ActionContext): Promise<Result<WalletView>> {
  const { book, exchange, direction } = input;
  const { userId, marketNow: marketAt, wallNow: wallAt } = ctx;
  const venue = paperVenue(exchange);
  const asset = exchanges[exchange].homeQuote;
  const amount = direction === "deposit" ? toDecimal(input.amount) : toDecimal(input.amount).neg();
  const ref = `by-hand:${book}:${venue}:${asset}:${ctx.runId}`;
  const moved = await commit<{ readonly short: Decimal | null; readonly isNew: boolean }>(ctx, {
    action: "wallet.funded",
    subject: venue,
    reason: `${toText(amount.abs())} ${asset} of ${book} money ${direction === "deposit" ? "put in" : "taken out"} by hand`,
    detail: { venue, asset, amount: toText(amount), ref },
    events: [{ name: "wallet/funded", data: { venue, asset, amount: toText(amount) } }],
    write: async (tx) => {
      if (await hasTransaction(tx, userId, ref)) return { short: null, isNew: false };
      // locks the venue's row first, as every trade of it does
      const free = await moveAtPaperVenue(tx, { userId, book, venue, asset, amount, ref });
      const pool = await findBalance(tx, { userId, book, venue, asset, kind: "available", botKey: "" });
      if (free === null || pool.plus(amount).lt(0)) return { short: pool, isNew: false };
      const postings = depositPostings(asset, amount);
      await saveTransaction(tx, { userId, book, venue, kind: direction, ref, postings, marketAt, wallAt });
      return { short: null, isNew: true };
    },
    unchanged: ({ isNew }) => !isNew,
  });
  if (!moved.ok) return moved;
  return moved.value.short === null
    ? accept(await showWallet(userId, book))
    : refuseShort(input, moved.value.short);
}

/** What it would change, for the card. */
export async function previewPaperMoney(input: PaperMoney, ctx: ActionContext): Promise<Result<Preview>> {
  const pool = await poolAt(input, ctx.userId);
  const { exchange, direction, book } = input;
  const amount = toDecimal(input.amount);
  const after = direction === "deposit" ? pool.plus(amount) : pool.minus(amount);
  if (after.lt(0)) return refuseShort(input, pool);
  const asset = exchanges[exchange].homeQuote;
  const label = `${exchangeLabel(exchange)}, ${book} pool`;
  return accept({
    title:
      direction === "deposit"
        ? `Put ${toText(amount)} ${asset} of ${book} money in`
        : `Take ${toText(amount)} ${asset} of ${book} money out`,
    changes: [{ label, now: `${toText(pool)} ${asset}`, after: `${toText(after)} ${asset}` }],
    checks: [
      { words: "Nothing moves at an exchange: this money is on paper", ok: true },
      { words: "It is neither gain nor loss in any figure", ok: true },
    ],
    // what bots take or give back meanwhile is no reason to ask again
    stateHash: sha256(label),
  });
}
