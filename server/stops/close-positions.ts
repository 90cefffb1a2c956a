// A person closes what is open: written down here, sold by the worker, by the road of every exit.
import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { botRef } from "@/server/bots/core/bot-ref";
import { pauseBot } from "@/server/bots/pause-bot";
import { showBot } from "@/server/bots/show-bot";
import { venueLabel } from "@/server/exchange/core/venue-name";
import { BOOKS, type Book } from "@/server/kernel/book";
import { toText } from "@/server/kernel/money";
import { bookWire } from "@/server/kernel/name-wires";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { listIdsAsked, writeCloseAsked } from "@/server/positions/close-asked";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { findPosition, listOpenPositions } from "@/server/positions/list-open-positions";
import type { ClosingView } from "./core/closing-view";

export const closePositionInput = z.strictObject({ positionId: z.uuid("Name the position by its id.") });
export const closeAllInput = z.strictObject({ book: bookWire.optional() });
export const stopBotInput = z.strictObject({ bot: botRef });

type One = z.output<typeof closePositionInput>;
type All = z.output<typeof closeAllInput>;
type OfBot = z.output<typeof stopBotInput>;

/** Of one position what may still be asked: null and why not, where nothing may. */
async function findClosable({ positionId }: One, userId: string): Promise<Result<OpenPosition>> {
  const found = await findPosition(positionId, userId);
  if (!found) return refuse("not_found", "There is no such position.");
  if (found.status === "closed")
    return refuse("not_now", `That position in ${found.symbol} is closed already.`);
  const asked = await listIdsAsked([found.positionId]);
  return asked.size === 0
    ? accept(found)
    : refuse("not_now", `That position in ${found.symbol} is being closed already.`);
}

/**
 * Closes one position at market, whatever modes, stops and halts say: an exit only reduces risk. Refuses with `not_found`, or
 * `not_now` for one that is closed or being closed.
 */
export async function closePosition(input: One, ctx: ActionContext): Promise<Result<ClosingView>> {
  const found = await findClosable(input, ctx.userId);
  return found.ok ? askToClose([found.value], ctx, found.value.positionId) : found;
}

/** Closes every open position, or every one of a book. Refuses with `not_now` where there is none. */
export async function closeAll({ book }: All, ctx: ActionContext): Promise<Result<ClosingView>> {
  const open = await findOpen({ book }, ctx.userId);
  return open.length === 0 ? refuseNone(book) : askToClose(open, ctx, book ?? "all");
}

/** Pauses a bot and closes what it holds. Refuses with `not_found`, or `not_now` where it is stopped already. */
export async function stopBot({ bot }: OfBot, ctx: ActionContext): Promise<Result<ClosingView>> {
  const shown = await showBot(ctx.userId, bot);
  if (!shown.ok) return shown;
  const { botId, name, status } = shown.value;
  const open = await listUnasked(botId);
  if (status === "paused" && open.length === 0) return refuseStopped(name);
  const paused = await pauseBot({ bot: botId, reason: "stopped by hand" }, ctx);
  if (!paused.ok) return paused;
  return open.length === 0 ? accept({ positions: [] }) : askToClose(open, ctx, botId);
}

const refuseStopped = (name: string) =>
  refuse(
    "not_now",
    `${name} is stopped already: it is paused, and nothing of it is open or left to ask for.`,
  );

const refuseNone = (book: Book | undefined) =>
  refuse("not_now", `Nothing is open${book ? ` in the ${book} book` : ""} that is not being closed already.`);

async function findOpen({ book }: All, userId: string): Promise<readonly OpenPosition[]> {
  return withoutAsked(await listOpenPositions(book ? { userId, book } : { userId }));
}

const listUnasked = async (botId: string): Promise<readonly OpenPosition[]> =>
  withoutAsked(await listOpenPositions({ botIds: [botId] }));

async function withoutAsked(open: readonly OpenPosition[]): Promise<readonly OpenPosition[]> {
  const asked = await listIdsAsked(open.map(({ positionId }) => positionId));
  return open.filter(({ positionId }) => !asked.has(positionId));
}

async function askToClose(
  open: readonly OpenPosition[],
  ctx: ActionContext,
  subject: string,
): Promise<Result<ClosingView>> {
  const byId = new Map(open.map((position) => [position.positionId, position]));
  const written = await commit<readonly string[]>(ctx, {
    action: "position.close_asked",
    subject,
    reason: (ids) => `${ids.length} of ${open.length} asked to be closed at market`,
    detail: (ids) => ({ positions: [...ids] }),
    events: (ids) =>
      ids.flatMap((positionId) => {
        const { botId, symbol } = byId.get(positionId) ?? {};
        return botId && symbol
          ? [{ name: "position/closing" as const, data: { positionId, botId, symbol } }]
          : [];
      }),
    write: (tx) =>
      writeCloseAsked(tx, { userId: ctx.userId, positionIds: [...byId.keys()], wallNow: ctx.wallNow }),
    unchanged: (ids) => ids.length === 0,
  });
  if (!written.ok) return written;
  if (written.value.length === 0) return refuse("not_now", "It is closed, or being closed, already.");
  return accept({
    positions: written.value.map((id) => toClosing(byId.get(id))).filter((one) => one !== null),
  });
}

const toClosing = (position: OpenPosition | undefined): ClosingView["positions"][number] | null =>
  position
    ? {
        positionId: position.positionId,
        botId: position.botId,
        book: position.book,
        exchange: position.exchange,
        symbol: position.symbol,
        amount: toText(position.amount),
      }
    : null;

const heldWords = ({ amount, base, venue }: OpenPosition): string =>
  `${toText(amount)} ${base} at ${venueLabel(venue)}`;
const hashOf = (open: readonly OpenPosition[]): string =>
  sha256(toCanonicalJson(open.map(({ positionId }) => positionId).sort()));
const ROAD = {
  words: "What rests of its orders is taken back first; then it is sold once, at market",
  ok: true,
};

/** What closing a position would change, for the card. It holds as long as the position is open. */
export async function previewClose(input: One, ctx: ActionContext): Promise<Result<Preview>> {
  const found = await findClosable(input, ctx.userId);
  if (!found.ok) return found;
  const bot = await showBot(ctx.userId, found.value.botId);
  const name = bot.ok ? bot.value.name : "Its bot";
  const runs = bot.ok && bot.value.status === "running";
  return accept({
    title: `Close ${name}’s position in ${found.value.symbol}`,
    changes: [
      { label: found.value.symbol, now: heldWords(found.value), after: "sold at market" },
      ...(runs ? [{ label: name, now: "running", after: "running: it may enter again" }] : []),
    ],
    checks: [ROAD],
    stateHash: hashOf([found.value]),
  });
}

/** What closing everything would change, for the card: by book. */
export async function previewCloseAll(input: All, ctx: ActionContext): Promise<Result<Preview>> {
  const open = await findOpen(input, ctx.userId);
  if (open.length === 0) return refuseNone(input.book);
  return accept({
    title: input.book ? `Close everything in the ${input.book} book` : "Close everything that is open",
    changes: BOOKS.flatMap((book) => {
      const own = open.filter((position) => position.book === book);
      return own.length === 0 ? [] : [{ label: book, now: `${own.length} open`, after: "sold at market" }];
    }),
    checks: [ROAD, { words: "Bots that run may enter again: pause them, or stop everything", ok: true }],
    stateHash: hashOf(open),
  });
}

/** What stopping a bot would change, for the card. */
export async function previewStop({ bot }: OfBot, ctx: ActionContext): Promise<Result<Preview>> {
  const shown = await showBot(ctx.userId, bot);
  if (!shown.ok) return shown;
  const { botId, name, status } = shown.value;
  const open = await listUnasked(botId);
  if (status === "paused" && open.length === 0) return refuseStopped(name);
  return accept({
    title: `Stop ${name}`,
    changes: [
      { label: "Status", now: status, after: "paused" },
      ...open.map((one) => ({ label: one.symbol, now: heldWords(one), after: "sold at market" })),
    ],
    checks: open.length === 0 ? [] : [ROAD],
    stateHash: sha256(toCanonicalJson([status, open.map(({ positionId }) => positionId)])),
  });
}
