// What the forms of the risk page hold and are judged by: the inputs of the commands that take them.
import type { z } from "zod";
import type { blacklistInput, whatIfInput } from "@/server/limits/core/limit-inputs";
import type { FormCheck } from "../ui/check-form";

export type BlacklistFields = { readonly symbol: string };
export type BlacklistSent = z.input<typeof blacklistInput>;

export const blacklistCheck: FormCheck<BlacklistFields, BlacklistSent> = {
  schema: () => import("@/server/limits/core/limit-inputs").then(({ blacklistInput }) => blacklistInput),
  toInput: (fields) => fields,
};

export type WhatIfFields = { readonly bot: string; readonly spend: string };
export type WhatIfSent = z.input<typeof whatIfInput>;

export const whatIfCheck: FormCheck<WhatIfFields, WhatIfSent> = {
  schema: () => import("@/server/limits/core/limit-inputs").then(({ whatIfInput }) => whatIfInput),
  toInput: ({ bot, spend }) => ({ bot, ...(spend.trim() === "" ? {} : { spend: spend.trim() }) }),
};
