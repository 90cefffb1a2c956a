import type { Book } from "@/server/kernel/book";

/** One asset of an account as pages show it: decimal text, times ISO UTC on the wall clock. */
export type AccountLineView = {
  readonly book: Book;
  readonly venue: string;
  readonly asset: string;
  readonly ours: string;
  readonly theirs: string;
  /** theirs less ours */
  readonly difference: string;
  /** `held`: entries in it are held until the owner acknowledges; `known`: the owner knows of what differs */
  readonly state: "equal" | "differs" | "held" | "known";
  readonly since: string | null;
  readonly comparedAt: string;
};

/** An order or a trade at a venue that nobody here wrote. */
export type ExternalView = {
  readonly id: string;
  readonly book: Book;
  readonly venue: string;
  readonly kind: "order" | "trade";
  readonly venueRef: string;
  readonly venueOrderId: string;
  readonly symbol: string;
  readonly amount: string;
  readonly price: string | null;
  readonly fee: string | null;
  readonly feeAsset: string;
  readonly seenAt: string;
  readonly acknowledged: boolean;
};

export type WaitingAccount = {
  readonly book: Book;
  readonly venue: string;
  /** the books have nothing of it yet: what it holds is there to be taken over, nobody did anything wrong */
  readonly isNew: boolean;
};

export type ReconciliationView = {
  readonly lines: readonly AccountLineView[];
  readonly external: readonly ExternalView[];
  /** accounts in which something waits for the owner */
  readonly waiting: readonly WaitingAccount[];
};
