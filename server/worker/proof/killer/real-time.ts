import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";

/** Both clocks of the kills are the machine's: simulators over HTTP know no other. */
export const realTime: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };
