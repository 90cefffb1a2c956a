import { z } from "zod";
import { secretText } from "@/server/kernel/secret-text";

/** An e-mail address; a host without a dot is fine, so that demo@localhost is one. */
export const emailText = z
  .string("Write your e-mail address.")
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .regex(
    /^[^\s\p{Cc}@<>"',;]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/u,
    "Write your e-mail address like name@example.com.",
  );

export const personName = z
  .string("Write your name.")
  .trim()
  .min(1, "Write your name.")
  .max(60, "A name has at most 60 characters.")
  .regex(/^[^<>\p{Cc}]+$/u, "A name has no < or > and no control characters.");

export const newPassword = z
  .string("Choose a password of at least 12 characters.")
  .min(12, "A password has at least 12 characters. Choose a longer one.")
  .max(200, "A password has at most 200 characters. Choose a shorter one.");

export const claimOwnerInput = z.strictObject({
  token: z
    .string("Paste the one-time owner token that npm start printed.")
    .trim()
    .min(1, {
      message: "Paste the one-time owner token that npm start printed.",
    })
    .max(200, "That is not the one-time owner token. Paste the one that npm start printed last."),
  email: emailText,
  name: personName,
  password: newPassword,
});
export type ClaimOwnerInput = z.output<typeof claimOwnerInput>;

export const changePasswordInput = z.strictObject({
  current: secretText(z.string("Write the present password.").min(1, "Write the present password.").max(200)),
  next: secretText(newPassword),
});
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

export const stepUpInput = z.strictObject({
  password: secretText(z.string("Write your password.").min(1, "Write your password.").max(200)),
});
export type StepUpInput = z.output<typeof stepUpInput>;

/** How long a password that was typed again is good for. Wall clock. */
export const STEP_UP_MS = 5 * 60_000;

export const signInInput = z.object({
  email: emailText,
  password: z.string("Write your password.").min(1, "Write your password.").max(200),
});

/** Lengths of a session on the wall clock. */
export const SESSION_ABSOLUTE_MS = 12 * 3_600_000;
export const SESSION_IDLE_MS = 30 * 60_000;

/** What a session cookie says, signed and encrypted. Times are milliseconds UTC, wall clock. */
export const sessionClaims = z.object({
  uid: z.uuid(),
  sid: z.uuid(),
  epoch: z.number().int(),
  startedAt: z.number().int(),
});
export type SessionClaims = z.output<typeof sessionClaims>;
