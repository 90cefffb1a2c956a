// What the commands about limits take; forms judge what is typed by the same.
import { z } from "zod";
import { typedDecimal } from "@/server/kernel/money";
import { BLACKLIST_LINE, BLACKLIST_WORDS } from "@/server/settings/core/settings";
import { isLimitSetting } from "./limit-settings";

export const setLimitInput = z.strictObject({
  setting: z
    .string("Name the limit by its setting.")
    .refine(isLimitSetting, "No limit has that name. Show the limits for their names."),
  value: z.string("Write the value as text.").min(1, "Write the new value.").max(20, "That is no value."),
});

export type SetLimitInput = z.output<typeof setLimitInput>;
export const blacklistInput = z.strictObject({
  /** a coin, or a market */
  symbol: z
    .string(BLACKLIST_WORDS)
    .max(41, BLACKLIST_WORDS)
    .trim()
    .toUpperCase()
    .regex(BLACKLIST_LINE, BLACKLIST_WORDS),
});

export type BlacklistInput = z.output<typeof blacklistInput>;
export const whatIfInput = z.strictObject({
  bot: z.string("Name a bot.").min(1, "Name a bot.").max(40, "Name a bot by its name or id."),
  /** what it would spend, in its market's quote currency; the size of its risk mode where nothing is said */
  spend: typedDecimal.optional(),
});

export type WhatIfInput = z.output<typeof whatIfInput>;
