import { z } from "zod";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { exchangeWire } from "@/server/kernel/name-wires";
import { secretText } from "@/server/kernel/secret-text";
import { KEY_SITES } from "./key-site";

const TEXT = /^[\x21-\x7e]+$/;
const copied = (what: string) =>
  z
    .string(`Paste the ${what}.`)
    .trim()
    .min(1, `Paste the ${what}.`)
    .max(512, `That is longer than any ${what}. Copy it again.`)
    .regex(TEXT, `Spaces or foreign characters are in the ${what}. Copy it again.`);

const fields = {
  apiKey: secretText(copied("API key").min(4, "That is too short for an API key. Copy it again.")),
  secret: secretText(copied("secret").min(8, "That is too short for a secret. Copy it again.")),
  passphrase: secretText(
    z
      .string("Write the passphrase.")
      .max(128, "A passphrase has at most 128 characters.")
      .regex(/^\P{Cc}*$/u, "Control characters are in the passphrase. Write it again."),
  ).optional(),
  label: z
    .string("A label is text.")
    .trim()
    .max(40, "A label has at most 40 characters.")
    .regex(/^[^<>\p{Cc}]*$/u, "A label has no < or > and no control characters.")
    .optional(),
};

/** Exchanges whose keys have a third part that the owner chose when they were made. */
export const hasPassphrase = (exchange: ExchangeName): boolean => exchange === "kucoin";
/** Exchanges that have a testnet of their own. */
export const hasTestnet = (exchange: ExchangeName): boolean => exchange === "binance";

type Typed = {
  readonly exchange: ExchangeName;
  readonly site: (typeof KEY_SITES)[number];
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string | undefined;
};

function judge(input: Typed, found: z.RefinementCtx): void {
  const add = (path: string, message: string) => found.addIssue({ code: "custom", path: [path], message });
  if (hasPassphrase(input.exchange) && !input.passphrase)
    add("passphrase", "KuCoin's keys have a passphrase: the one you chose when you made the key. Write it.");
  if (!hasPassphrase(input.exchange) && input.passphrase)
    add("passphrase", "Keys of this exchange have no passphrase. Leave it out.");
  if (input.site === "testnet" && !hasTestnet(input.exchange))
    add("site", "Only Binance has a testnet. Choose the exchange itself.");
  if (input.apiKey === input.secret)
    add("secret", "Key and secret are the same. Copy the secret from its own line.");
}

const where = {
  exchange: exchangeWire,
  site: z.enum(KEY_SITES, `Site is one of ${KEY_SITES.join(", ")}.`).default("real"),
};

/** Which key: an exchange has one for each site. */
export const keyRef = z.strictObject(where);
export type KeyRef = z.output<typeof keyRef>;

export const keyInput = z.strictObject({ ...where, ...fields }).superRefine(judge);
export type KeyInput = z.output<typeof keyInput>;
