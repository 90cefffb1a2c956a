import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import type { ClearedHalt } from "@/server/risk/clear-halt";
import type { GuardView } from "@/server/risk/list-guards";
import { viewOf } from "./view-of";

export const guardView = viewOf<GuardView>()(
  z.strictObject({
    currency: z.string(),
    lockedUntil: z.string().nullable(),
    haltedAt: z.string().nullable(),
    reason: z.string(),
  }),
);

const bookName = bookWire;

export const clearedHalt = viewOf<ClearedHalt>()(
  z.strictObject({ book: bookName, currencies: z.array(z.string()).readonly() }),
);
