// What the form of a limit holds, and its judge: the bounds of the setting itself. Loaded with its dialog alone.
import type { z } from "zod";
import type { setLimitInput } from "@/server/limits/core/limit-inputs";
import { readLimit } from "@/server/limits/core/limit-settings";
import type { FormCheck } from "../ui/check-form";

export type LimitFields = { readonly value: string };
export type LimitSent = z.input<typeof setLimitInput>;

export const limitCheck = (setting: string): FormCheck<LimitFields, LimitSent> => ({
  schema: () => import("@/server/limits/core/limit-inputs").then(({ setLimitInput }) => setLimitInput),
  toInput: ({ value }) => ({ setting, value }),
  beyond: ({ value }) => {
    const read = readLimit(setting, value);
    return read.ok ? {} : { value: read.refusal.message };
  },
});
