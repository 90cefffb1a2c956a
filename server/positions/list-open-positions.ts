import type { ReadTx } from "@/server/platform/db";
import type { OpenPosition } from "./core/open-position";
import { countOpen, findOpenPositions, findPositionById } from "./store/positions";

/** Open positions of one user, one book or some bots; oldest first. */
export const listOpenPositions = (
  q: { userId?: string; book?: OpenPosition["book"]; botIds?: readonly string[] },
  from?: ReadTx,
): Promise<readonly OpenPosition[]> => findOpenPositions(q, from);

/** How many positions of a user are open. */
export const countOpenPositions = (userId: string): Promise<number> => countOpen(userId);

/** One position, open or closed, of that user. */
export const findPosition = (positionId: string, userId: string): Promise<OpenPosition | null> =>
  findPositionById(positionId, userId);
