import { z } from "zod";
import { ratioText } from "./setting-parts";

/** What learning may change, and how much of the machine it may use. */
export const learningSettings = z
  .strictObject({
    /** share of the fleet that is never changed: what improvement is measured against */
    controlShare: ratioText("0.20"),
    /** how far a parameter moves in one night at most, of where it stands */
    step: ratioText("0.10"),
    /** the budget of a night: bots, parameter sets a bot, and seconds a bot on the wall clock */
    botsPerNight: z.number().int().min(1).max(10_000).default(45),
    setsPerBot: z.number().int().min(2).max(500).default(40),
    secondsPerBot: z.number().int().min(1).max(600).default(20),
    /** a change is judged after so many trades, and taken back where its bot is that share of its capital behind its control */
    rollbackTrades: z.number().int().min(5).max(1_000).default(30),
    rollbackBehind: ratioText("0.10"),
  })
  .prefault({});
