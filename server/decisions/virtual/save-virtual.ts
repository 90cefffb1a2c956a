import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import {
  deleteVirtual,
  saveStandings,
  saveVirtualFollowed,
  saveVirtualOpened,
} from "../store/virtual-trades";
import type { Planned } from "../to-records";

/** Writes what a slot made of the virtual trades of some bots, and what the edge gate says of them now. */
export async function saveVirtual(
  tx: WriteTx,
  planned: readonly Planned[],
  at: { readonly slotAt: MarketMs; readonly source: string; readonly wallAt: WallMs },
): Promise<void> {
  await deleteVirtual(
    tx,
    planned.flatMap(({ bot, virtual }) => (virtual.outdated ? [bot.botId] : [])),
  );
  await saveVirtualFollowed(
    tx,
    planned.flatMap(({ bot, virtual: { step } }) => {
      if (step?.kind !== "follow" && step?.kind !== "close") return [];
      const { highestPrice, followedAt } = step.trade;
      return [{ botId: bot.botId, highestPrice, followedAt, exit: step.kind === "close" ? step.exit : null }];
    }),
  );
  await saveVirtualOpened(
    tx,
    planned.flatMap(({ bot, virtual: { step } }) => {
      if (step?.kind !== "open") return [];
      const { botId, versionId, userId, book, exchange, symbol } = bot;
      return [{ ...step.trade, botId, versionId, userId, book, exchange, symbol, source: at.source }];
    }),
    at.wallAt,
  );
  await saveStandings(
    tx,
    planned.flatMap(({ bot, virtual: { standing } }) =>
      standing ? [{ ...standing, botId: bot.botId, userId: bot.userId, slotAt: at.slotAt }] : [],
    ),
  );
}
