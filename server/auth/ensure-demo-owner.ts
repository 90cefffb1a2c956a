import { commit } from "@/server/audit/commit";
import { invariant } from "@/server/kernel/result";
import { emailText } from "./core/account";
import { ensureOwner } from "./ensure-owner";
import { hashPassword, verifyPassword } from "./password";
import { findOwner, saveClaim, savePassword, type UserRow } from "./store";
import { type Instants, systemContext } from "./system-context";

/**
 * Gives the owner account to the demo's person, and keeps the password in step with the one this start prints.
 * An account that a person has claimed stays that person's: then `demo` is false and nothing changes.
 */
export async function ensureDemoOwner(
  demo: { email: string; password: string },
  now: Instants,
): Promise<{ userId: string; demo: boolean }> {
  invariant(demo.password.length >= 12, "the demo password has at least 12 characters");
  const email = emailText.parse(demo.email);
  await ensureOwner(now);
  const owner = await findOwner();
  invariant(owner, "the owner account exists after ensureOwner");
  if (owner.email === null) await claimForDemo(owner, { email, password: demo.password }, now);
  else if (owner.email === email) await keepInStep(owner, demo.password, now);
  return { userId: owner.id, demo: owner.email === null || owner.email === email };
}

async function claimForDemo(
  owner: UserRow,
  demo: { email: string; password: string },
  now: Instants,
): Promise<void> {
  const passwordHash = await hashPassword(demo.password);
  const { email } = demo;
  await commit(systemContext({ id: "start", userId: owner.id, channel: "start" }, now), {
    action: "owner.claimed",
    subject: owner.id,
    reason: "started with --demo",
    detail: { email },
    events: [],
    write: (tx) =>
      saveClaim(tx, {
        userId: owner.id,
        email,
        name: "Demo",
        passwordHash,
        tokenHash: null,
        wallNow: now.wallNow,
      }),
  });
}

async function keepInStep(owner: UserRow, password: string, now: Instants): Promise<void> {
  if (await verifyPassword(owner.passwordHash, password)) return;
  const passwordHash = await hashPassword(password);
  await commit(systemContext({ id: "start", userId: owner.id, channel: "start" }, now), {
    action: "owner.passwordChanged",
    subject: owner.id,
    reason: "the demo's password is the one this start prints",
    detail: {},
    events: [{ name: "session/ended", data: { all: true } }],
    write: (tx) => savePassword(tx, owner, passwordHash),
  });
}
