// What the form of a download holds and is judged by: the input of the command that takes it.
import type { z } from "zod";
import type { downloadAsk } from "@/server/candles/core/download-ask";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { FormCheck } from "../ui/check-form";

export type DownloadFields = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: string;
  /** a day, UTC */
  readonly from: string;
};
export type DownloadSent = z.input<typeof downloadAsk>;

export const downloadCheck: FormCheck<DownloadFields, DownloadSent> = {
  schema: () => import("@/server/candles/core/download-ask").then(({ downloadAsk }) => downloadAsk),
  toInput: ({ exchange, symbol, timeframe, from }) => ({
    exchange,
    symbol,
    timeframe,
    from: from === "" ? null : `${from}T00:00:00.000Z`,
  }),
  words: { from: "Choose the first day." },
};
