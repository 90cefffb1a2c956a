import { z } from "zod";
import { secretText } from "@/server/kernel/secret-text";
import { SEVERITIES } from "./severity";

export const CHANNEL_KINDS = ["email", "webhook", "ntfy", "telegram"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** How mail is kept from being read on its way: from the first byte, after a greeting in clear, or not at all. */
export const MAIL_SECURITY = ["tls", "starttls", "none"] as const;

const plain = (what: string, most: number) =>
  z
    .string(`Write ${what}.`)
    .trim()
    .min(1, `Write ${what}.`)
    .max(most, `That is longer than ${most} characters.`)
    .regex(/^[^<>\p{Cc}]*$/u, "No < or > and no control characters.");

const address = (what: string) =>
  z
    .string(`Write ${what}.`)
    .trim()
    .max(254, "An address has at most 254 characters.")
    .regex(/^[^\s<>,;:"'()[\]\\@]+@[A-Za-z0-9.-]+$/, "Write one address, for example me@example.org.");

const url = (example: string) =>
  z
    .string(`Write an address, for example ${example}.`)
    .trim()
    .max(2_000, "That is too long for an address.")
    .refine(isUrl, `Write an address that begins with https://, for example ${example}.`);

function isUrl(text: string): boolean {
  const read = URL.canParse(text) ? new URL(text) : null;
  // a name and password in an address would be shown and logged with it
  return read !== null && /^https?:$/.test(read.protocol) && read.username === "" && read.password === "";
}

const time = z
  .string("Write a time of day, for example 22:00.")
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Write a time of day, for example 22:00.");

const secret = (most: number) =>
  secretText(
    z
      .string("A secret is text.")
      .max(most, `A secret has at most ${most} characters.`)
      .regex(/^[\x21-\x7e ]*$/, "Foreign characters are in the secret. Copy it again."),
  );

const where = {
  email: z.strictObject({
    host: z
      .string("Write the mail server's name.")
      .trim()
      .max(253, "A server's name has at most 253 characters.")
      .regex(/^[A-Za-z0-9.:-]+$/, "Write the mail server's name, for example smtp.example.org."),
    port: z.number("Write a port.").int("Write a whole number.").min(1, "Ports begin at 1.").max(65_535),
    security: z.enum(MAIL_SECURITY, "Choose how the connection is protected."),
    /** empty: the server asks for none */
    login: z
      .string("A login is text.")
      .trim()
      .max(254)
      .regex(/^[^\s\p{Cc}]*$/u, "A login has no spaces."),
    from: address("the sender's address"),
    to: address("the address mail goes to"),
  }),
  webhook: z.strictObject({ url: url("https://example.org/alerts") }),
  ntfy: z.strictObject({
    url: url("https://ntfy.sh"),
    topic: z
      .string("Write the topic.")
      .trim()
      .regex(/^[-_A-Za-z0-9]{1,64}$/, "A topic has letters, digits, - and _, at most 64."),
  }),
  telegram: z.strictObject({
    url: url("https://api.telegram.org"),
    chat: z
      .string("Write the chat's id.")
      .trim()
      .regex(
        /^(?:-?\d{1,20}|@[A-Za-z0-9_]{4,40})$/,
        "A chat's id is a number, or a name such as @mychannel.",
      ),
  }),
} as const;

const common = {
  name: plain("a name for the channel", 40),
  /** alerts milder than this are not sent there */
  minSeverity: z.enum(SEVERITIES, "Choose how bad an alert has to be.").default("medium"),
  /** local times of the owner's zone, null: at any hour */
  quietFrom: time.nullable().default(null),
  quietTo: time.nullable().default(null),
  enabled: z.boolean().default(true),
  /** the password of mail, what webhooks are signed with, or a token; left out, what is kept stays */
  secret: secret(512).optional(),
};

const target = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("email"), ...where.email.shape }),
  z.strictObject({ kind: z.literal("webhook"), ...where.webhook.shape }),
  z.strictObject({ kind: z.literal("ntfy"), ...where.ntfy.shape }),
  z.strictObject({ kind: z.literal("telegram"), ...where.telegram.shape }),
]);

/** Where a channel leads to, without its secret. */
export type ChannelTarget = z.output<typeof target>;

/** A target as it was kept; throws for what this version cannot read. */
export const readTarget = (kept: unknown): ChannelTarget => target.parse(kept);

const pair = ({ quietFrom, quietTo }: { quietFrom: string | null; quietTo: string | null }) =>
  (quietFrom === null) === (quietTo === null);
const PAIR = { path: ["quietTo"], message: "Write both times, or none." };

const fields = { ...common, target };

export const channelInput = z.strictObject(fields).refine(pair, PAIR).superRefine(needsSecret);

export const channelEdit = z.strictObject({ channelId: z.uuid(), ...fields }).refine(pair, PAIR);

export const channelRef = z.strictObject({ channelId: z.uuid("That is no channel's id.") });

export type ChannelInput = z.output<typeof channelInput>;
export type ChannelEdit = z.output<typeof channelEdit>;

/** Whether a channel of this kind says nothing without a secret. */
export const mustHaveSecret = (kind: ChannelKind): boolean => kind === "webhook" || kind === "telegram";

/** Of webhooks, what signs them: short ones can be guessed. */
export const SIGNING_CHARS_MIN = 16;

function needsSecret(input: { target: ChannelTarget; secret?: string | undefined }, found: z.RefinementCtx) {
  const words = secretFault(input.target, input.secret ?? "");
  if (words) found.addIssue({ code: "custom", path: ["secret"], message: words });
}

/** What is wrong with a secret for a target; null when nothing is. */
export function secretFault({ kind }: Pick<ChannelTarget, "kind">, secret: string): string | null {
  if (kind === "webhook" && secret.length < SIGNING_CHARS_MIN)
    return `Write a secret of at least ${SIGNING_CHARS_MIN} characters: it signs what is sent, and you check it there.`;
  if (kind === "telegram" && !/^\d{1,20}:[A-Za-z0-9_-]{10,100}$/.test(secret))
    return "Paste the bot's token, as 123456:ABC-…, from @BotFather.";
  return null;
}
