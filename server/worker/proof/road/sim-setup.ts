// What a road of the proof is given, and what it tells.
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import type { Order } from "@/server/execution/core/order";
import type { planProtection } from "@/server/execution/core/plan-protection";
import type { Decimal } from "@/server/kernel/money";
import type { Books } from "./sim-books";
import type { Heard } from "./sim-network";
import type { SimVenue } from "./sim-venue";

/** Where the road could be built wrongly; a proof plants a bug here and must find it. */
export type Conduct = {
  /** an order without an answer is sent once more instead of looked up */
  readonly resends: boolean;
  /** what a look-up tells: the order, null for "not there", undefined where it tells nothing */
  readonly hears: (heard: Heard<VenueOrder | null>) => VenueOrder | null | undefined;
  /** what becomes of the stop at the exchange */
  readonly plans: typeof planProtection;
};

/** What the road has told of the venue besides its own orders. */
export type Journal = {
  readonly externalOrders: Set<string>;
  readonly externalTrades: Set<string>;
  /** trades of orders of ours that no position takes */
  readonly unbooked: Set<string>;
  /** theirs less ours by asset, as last compared */
  differences: ReadonlyMap<string, Decimal>;
};

export type RoadSetup = {
  readonly books: Books;
  readonly venue: SimVenue;
  readonly conduct: Conduct;
  readonly now: () => number;
  readonly mode: { readonly halted: boolean };
  readonly journal: Journal;
  /** whether entries may go out: not before everything was reconciled in this process's life */
  readonly gate: () => Alive;
  /** told right before a request for an order leaves, and after an order has ended */
  readonly leaves: (order: Order) => void;
  readonly ended: (before: Order, after: Order) => void;
};

/** What a process knows besides the database: gone with it. */
export type Alive = {
  isBusy: boolean;
  isOpen: boolean;
  /** when stops that rest were looked at */
  readonly looked: Map<string, number>;
};
