import type { ExchangeName } from "@/server/kernel/exchange-names";

/** Books whose money is put in by a person here, and is nobody's anywhere else. */
export const paperBooks = ["paper", "demo"] as const;
export type PaperBook = (typeof paperBooks)[number];

/** What a paper book has at one exchange, in its own quote currency; decimal text. */
export type WalletLine = {
  readonly exchange: ExchangeName;
  readonly asset: string;
  /** no bot has it: bots are created with it, and it may be taken out */
  readonly pool: string;
  /** with bots, their orders included; coins they hold apart */
  readonly withBots: string;
};

export type WalletView = { readonly book: PaperBook; readonly lines: readonly WalletLine[] };
