import { z } from "zod";

/** A bot by its name, in any case, or by its id. */
export const botRef = z
  .string("Name the bot, for example Zeus.")
  .trim()
  .min(1, "Name the bot, for example Zeus.")
  .max(64, "A bot's name has at most 24 characters.");
