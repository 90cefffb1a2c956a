import { z } from "zod";
import { hourOfDay, ratioText } from "./setting-parts";

/** By the record and the evidence that it is not luck, or by the record alone. */
export const promotionPolicies = ["evidence", "classic"] as const;
export type PromotionPolicy = (typeof promotionPolicies)[number];

/** When and by what bots are promoted, and what takes them back to paper. */
export const promotionSettings = z
  .strictObject({
    policy: z.enum(promotionPolicies).default("evidence"),
    /** of the owner's zone: once per local date, before learning */
    hour: hourOfDay.default(2),
    /** how far a live bot's closed trades may fall from their highest sum, of its capital, before it goes back to paper */
    liveDrawdown: ratioText("0.15"),
  })
  .prefault({});
