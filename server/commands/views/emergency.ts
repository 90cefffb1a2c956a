import { z } from "zod";
import type { EmergencyStopped } from "@/server/emergency/emergency-stop";
import type { EmergencyView } from "@/server/emergency/show-emergency";
import { viewOf } from "./view-of";

const standing = {
  halted: z.boolean(),
  at: z.string().nullable(),
  flatten: z.boolean(),
  openPositions: z.number(),
  entries: z.strictObject({ waiting: z.number(), resting: z.number(), sentSince: z.number() }).nullable(),
};

export const emergencyView = viewOf<EmergencyView>()(z.strictObject(standing));
export const emergencyStopped = viewOf<EmergencyStopped>()(
  z.strictObject({ ...standing, cancelled: z.number() }),
);
