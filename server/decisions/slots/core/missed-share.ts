/** Decisions that were due within a span of the wall clock, and those of them that were missed. */
export type MissedShare = { readonly due: number; readonly missed: number };
export type MissedShares = { readonly hour: MissedShare; readonly day: MissedShare };

const SHARE_MAX = 0.01;
/** Below so many the share says nothing: one slot at the start of a small fleet is not a hundredth of a day. */
const DUE_MIN = 100;

/** Whether more than one decision in a hundred is missed. */
export const missesTooMany = ({ due, missed }: MissedShare): boolean =>
  due >= DUE_MIN && missed > due * SHARE_MAX;
