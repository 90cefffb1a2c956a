import type { CallKind, FaultName } from "./faults";

/** A fault as somebody asks for it; what is not said is as usual for that fault. */
export type FaultAsk = {
  readonly name: FaultName;
  /** "*": any call */
  readonly on?: CallKind | "*" | undefined;
  readonly symbol?: string | undefined;
  readonly probability?: number | undefined;
  readonly times?: number | undefined;
  readonly ms?: number | undefined;
  readonly value?: string | undefined;
};
