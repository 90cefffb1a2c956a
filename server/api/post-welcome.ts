import { claimOwner } from "@/server/auth/claim-owner";
import { clientAddress } from "@/server/auth/client-address";
import { toWhy } from "@/server/auth/core/signin-why";
import { readInstants } from "@/server/auth/read-instants";
import { writeSession } from "@/server/auth/session-token";
import { signInHere } from "@/server/auth/sign-in-here";
import { env } from "@/server/platform/env";
import { isSameSite } from "./is-same-site";
import { goTo, readForm, said } from "./read-form";

/** The welcome form as a browser without scripts posts it: makes the owner account and enters with it. */
export async function postWelcome(request: Request): Promise<Response> {
  if (!isSameSite(request.headers, env().NEXTAUTH_URL)) return said(403, "Send this from the welcome page.");
  const fields = await readForm(request);
  if (fields instanceof Response) return fields;
  const { token, name, email, password } = fields;
  const from = { ip: clientAddress(request.headers) };
  const claimed = await claimOwner({ token, name, email, password }, from, await readInstants());
  if (!claimed.ok) return goTo(`/welcome?why=${toWhy(claimed.refusal.code, "welcome")}`);
  const entered = await signInHere({ email, password });
  if (!entered.ok) return goTo(`/signin?why=${toWhy(entered.refusal.code, "signin")}`);
  await writeSession(entered.value);
  return goTo("/dashboard");
}
