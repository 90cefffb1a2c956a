// What a person sets of a position's exits.
import type { Decimal } from "@/server/kernel/money";
import { StaleWrite, type WriteTx } from "@/server/platform/db";

export type LevelChange = {
  readonly positionId: string;
  readonly userId: string;
  /** the one that the writer has seen */
  readonly exitsRevision: number;
  readonly kind: "stop" | "target";
  /** null takes a target away */
  readonly price: Decimal | null;
  /** by a person: it stays where it is when the average entry moves */
  readonly isSet: boolean;
};

export async function saveLevel(tx: WriteTx, change: LevelChange): Promise<void> {
  const { positionId, userId, exitsRevision, kind, price, isSet } = change;
  const data =
    kind === "stop"
      ? { stopPrice: price?.toFixed(18) ?? "0", stopSet: isSet }
      : { targetPrice: price?.toFixed(18) ?? null, targetSet: isSet };
  const { count } = await tx.position.updateMany({
    where: { id: positionId, userId, status: "open", exitsRevision },
    data: { ...data, exitsRevision: exitsRevision + 1 },
  });
  if (count !== 1) throw new StaleWrite("The position");
}
