// Three kinds of "no": a Refusal is an expected answer and travels as a value; a Fault is the outside
// world failing and is thrown with `retryable`; an Invariant breach is our bug and is thrown.

export type RefusalCode =
  | "not_found"
  | "invalid"
  | "forbidden"
  | "conflict"
  /** the person has to type the password again first */
  | "step_up"
  | "approval_required"
  | "approval_void"
  | "insufficient_funds"
  | "limit_reached"
  | "stale_write"
  | "not_now";

/** `message` is one sentence for a person: what is wrong and what to do. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly message: string;
  /** the part of the input it is about, where it is one: `capital`, `params.fast` */
  readonly field?: string;
};

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const accept = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (code: RefusalCode, message: string, field?: string): Result<never> => ({
  ok: false,
  refusal: field === undefined ? { code, message } : { code, message, field },
});

export type FaultService = "exchange" | "database" | "engine" | "market";

/** The outside world failed. `retryable` says whether the same call may succeed later. */
export class Fault extends Error {
  constructor(
    readonly service: FaultService,
    readonly retryable: boolean,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "Fault";
  }
}

/** States what must be true here; a breach is a bug of ours and stops the act. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
