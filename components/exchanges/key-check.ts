// What the form of a key holds and is judged by: the input of the command that takes it.
import type { z } from "zod";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { keyInput } from "@/server/vault/core/key-input";
import type { KeySite } from "@/server/vault/core/key-site";
import type { FormCheck } from "../ui/check-form";

export type KeyFields = {
  readonly label: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
};
export type KeySent = z.input<typeof keyInput>;

export const NO_KEY: KeyFields = { label: "", apiKey: "", secret: "", passphrase: "" };

/** The check of a key for one exchange and site. */
export const keyCheck = (exchange: ExchangeName, site: KeySite): FormCheck<KeyFields, KeySent> => ({
  schema: () => import("@/server/vault/core/key-input").then(({ keyInput }) => keyInput),
  toInput: ({ label, apiKey, secret, passphrase }) => ({
    exchange,
    site,
    label,
    apiKey,
    secret,
    ...(passphrase === "" ? {} : { passphrase }),
  }),
});
