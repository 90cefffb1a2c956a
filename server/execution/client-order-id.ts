import { sha256 } from "@/server/audit/sha256";
import { clientOrderSeed } from "./core/client-order-id";

/** Digest used as client order id: at most 36 characters, which every venue takes. */
export const clientOrderId = (botId: string, slotAt: number, leg: string): string =>
  `amk-${sha256(clientOrderSeed(botId, slotAt, leg)).slice(0, 30)}`;
