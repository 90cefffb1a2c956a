import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";

/** One exchange that lacks, or lacked, money for its target; decimal text in `asset`. */
export type FundingPlanView = {
  readonly id: string;
  /** "luno", or "outside" */
  readonly from: string;
  readonly to: ExchangeName;
  readonly asset: string;
  readonly required: string;
  readonly available: string;
  readonly deficit: string;
  readonly status: "open" | "seen" | "cancelled";
  readonly openedAt: string;
  /** when its figures were last looked at */
  readonly lookedAt: string;
  readonly endedAt: string | null;
};

/** Open ones first, then the newest of those that ended. */
export type FundingView = { readonly book: Book; readonly plans: readonly FundingPlanView[] };
