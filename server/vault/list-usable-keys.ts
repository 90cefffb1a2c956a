import type { ExchangeKey } from "./core/exchange-key";
import { findUsableKeys } from "./store";

/** Every key, of whomever, that orders may be sent with. */
export const listUsableKeys = (): Promise<readonly ExchangeKey[]> => findUsableKeys();
