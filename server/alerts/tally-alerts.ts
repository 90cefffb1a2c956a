import type { WallMs } from "@/server/kernel/clock";
import { tallyRaised } from "./store/lists";

/** Alerts first found between two instants of the wall clock: how many of each severity, and the worst of them. */
export const tallyAlerts = (q: {
  readonly userId: string;
  readonly from: WallMs;
  readonly until: WallMs;
  readonly most: number;
}) => tallyRaised(q.userId, q, q.most);
