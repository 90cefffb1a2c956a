import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { isVenue, venueLabel } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import { bookWire } from "@/server/kernel/name-wires";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { postTransfer } from "@/server/ledger/post-transfer";
import type { WriteTx } from "@/server/platform/db";
import { isNewAccount } from "../core/plan-line";
import {
  countUnacknowledged,
  findLines,
  lockHeldLines,
  type StoredLine,
  saveAccepted,
  saveAcknowledged,
} from "./store";

export const acknowledgeInput = z.strictObject({
  book: bookWire,
  venue: z.string().max(40).refine(isVenue, "Name the venue as the page does: binance, practice:luno."),
});

type Input = z.output<typeof acknowledgeInput>;

export type Acknowledged = {
  readonly book: Book;
  readonly venue: string;
  /** what the ledger took over, below zero where it went out */
  readonly booked: readonly { readonly asset: string; readonly amount: string }[];
  readonly external: number;
};

type Written = {
  readonly lines: number;
  readonly booked: readonly Booked[];
  readonly external: number;
};
type Booked = { readonly asset: string; readonly amount: Decimal };

const refuseNothing = ({ venue }: Input) =>
  refuse("not_now", `Nothing at ${venueLabel(venue)} waits to be acknowledged.`);

/** Theirs less ours that the owner does not know of yet. */
const openOf = ({ difference, accepted }: StoredLine): Decimal => difference.minus(accepted);

/**
 * The owner knows what was done by hand at a venue: what came in or went out is taken over by the pool as a deposit or a
 * withdrawal, neither gain nor loss; what the pool does not have stays a difference that is known. Entries there go on.
 * Refuses with `not_now` where nothing waits.
 */
export async function acknowledgeAccount(input: Input, ctx: ActionContext): Promise<Result<Acknowledged>> {
  const account = { ...input, userId: ctx.userId };
  const written = await commit<Written>(ctx, {
    action: "account.acknowledged",
    subject: `${input.book}:${input.venue}`,
    reason: "acknowledged by the owner",
    detail: ({ booked, external }) => ({ booked: booked.map(toWire), external }),
    events: ({ booked }) => [
      { name: "account/differs" as const, data: input },
      ...booked.map((one) => ({
        name: "wallet/funded" as const,
        data: { venue: input.venue, ...toWire(one) },
      })),
    ],
    write: async (tx) => {
      const lines = await lockHeldLines(tx, account);
      const booked: Booked[] = [];
      for (const line of lines) booked.push(await takeOver(tx, ctx, account, line));
      const external = await saveAcknowledged(tx, account, ctx.wallNow);
      return { lines: lines.length, booked: booked.filter(({ amount }) => !amount.isZero()), external };
    },
    unchanged: ({ lines, external }) => lines === 0 && external === 0,
  });
  if (!written.ok) return written;
  const { lines, booked, external } = written.value;
  return lines === 0 && external === 0
    ? refuseNothing(input)
    : accept({ ...input, booked: booked.map(toWire), external });
}

const toWire = ({ asset, amount }: Booked) => ({ asset, amount: toText(amount) });

type Account = Input & { readonly userId: string };

async function takeOver(
  tx: WriteTx,
  ctx: ActionContext,
  account: Account,
  line: StoredLine,
): Promise<Booked> {
  const { asset, difference, heldAt } = line;
  const { book, venue } = account;
  const ref = `transfer:${book}:${venue}:${asset}:${heldAt}`;
  const amount = await postTransfer(tx, ctx, { book, venue, asset, amount: openOf(line), ref });
  await saveAccepted(tx, account, { asset, booked: amount, accepted: difference.minus(amount) });
  return { asset, amount };
}

/** What acknowledging would change, for the approval card; it holds as long as the differences do. */
export async function previewAcknowledge(input: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const account = { ...input, userId: ctx.userId };
  const all = await findLines(account);
  const lines = all.filter(({ heldAt }) => heldAt !== null);
  const external = await countUnacknowledged(account);
  if (lines.length === 0 && external === 0) return refuseNothing(input);
  return accept({
    title: isNewAccount(all, external)
      ? `Take over what ${venueLabel(input.venue)} (${input.book}) holds`
      : `Acknowledge what was done by hand at ${venueLabel(input.venue)} (${input.book})`,
    changes: [
      ...lines.map((line) => ({
        label: line.asset,
        now: `${toText(openOf(line).abs())} ${openOf(line).gt(ZERO) ? "more" : "less"} there than in the books`,
        after: openOf(line).gt(ZERO)
          ? "a deposit into the pool"
          : "a withdrawal from the pool, as far as it has it",
      })),
      ...(external === 0
        ? []
        : [{ label: "Orders and trades", now: `${external} that nobody here wrote`, after: "known" }]),
    ],
    checks: [{ words: "No bot's position, profit or stop is changed by it", ok: true }],
    stateHash: sha256(
      toCanonicalJson([external, lines.map(({ asset, difference }) => [asset, toText(difference)])]),
    ),
  });
}
