import type { IncomingHttpHeaders } from "node:http";
import type { CallKind } from "@/server/exchange/simulator/core/faults";
import type { Manners } from "@/server/exchange/simulator/core/matching-engine";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Desk } from "@/server/exchange/simulator/desk";
import type { SimSocket } from "./sim-socket";

/** One request as it came. */
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** `body` goes out as JSON, a text as it is. */
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** One thing an exchange can be asked, by method and path; `:name` in the path stands for one part of it. */
export type Route = {
  readonly method: string;
  readonly path: string;
  readonly kind: CallKind;
  /** what it costs of the rate limit, in the exchange's own counting */
  readonly weight: number;
  /** what the key must be allowed; null: anybody may ask */
  readonly right: "read" | "trade" | null;
  readonly run: (request: RoutedCall) => Answer;
};

export type RoutedCall = {
  readonly call: Call;
  /** parts of the path by name */
  readonly parts: Readonly<Record<string, string>>;
  /** parameters of query, form or JSON body, as the exchange reads them */
  readonly fields: Readonly<Record<string, unknown>>;
  /** whose request it is; empty where anybody may ask */
  readonly account: string;
  readonly key: SimKey | null;
};

export type WireContext = {
  readonly desk: Desk;
  /** times the exchange's own rate limits; 0: none */
  readonly limits: () => number;
};

/** How one exchange speaks. */
export type Wire = {
  readonly kindOf: (call: Call) => CallKind;
  readonly answer: (call: Call) => Answer;
  readonly limited: (retryMs: number, banned: boolean) => Answer;
  readonly broken: () => Answer;
  readonly maintenance: (call: Call) => Answer;
  readonly connect: (socket: SimSocket, call: Call) => void;
};

export type WireMaker = { readonly manners: Manners; readonly make: (context: WireContext) => Wire };
