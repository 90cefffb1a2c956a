import { safeNext } from "@/server/auth/core/safe-next";
import { toWhy } from "@/server/auth/core/signin-why";
import { writeSession } from "@/server/auth/session-token";
import { signInHere } from "@/server/auth/sign-in-here";
import { env } from "@/server/platform/env";
import { isSameSite } from "./is-same-site";
import { goTo, readForm, said } from "./read-form";

/**
 * The sign-in form as a browser without scripts posts it: on to the page the person came for, or back to the form
 * with the reason. What was typed never stands in an address.
 */
export async function postSignin(request: Request): Promise<Response> {
  if (!isSameSite(request.headers, env().NEXTAUTH_URL)) return said(403, "Send this from the sign-in page.");
  const fields = await readForm(request);
  if (fields instanceof Response) return fields;
  const next = safeNext(fields.next);
  const entered = await signInHere({ email: fields.email, password: fields.password });
  if (!entered.ok)
    return goTo(`/signin?${new URLSearchParams({ why: toWhy(entered.refusal.code, "signin"), next })}`);
  await writeSession(entered.value);
  return goTo(next);
}
