import { createHash } from "node:crypto";
import { clientOrderSeed } from "./core/client-order-id";

/** Digest used as client order id: at most 36 characters, which every venue takes. */
export const clientOrderId = (botId: string, slotAt: number, leg: string): string =>
  `amk-${createHash("sha256")
    .update(clientOrderSeed(botId, slotAt, leg))
    .digest("hex")
    .slice(0, 30)}`;
