// Its library is of no use before a form is sent, so it is fetched only then.
type Who = { readonly email: string; readonly password: string };
type Entered = { readonly ok: boolean; readonly said: string | null };

/** Signs in; null where no answer came. */
export async function enter({ email, password }: Who): Promise<Entered | null> {
  try {
    const { signIn } = await import("next-auth/react");
    const answer = await signIn("credentials", { email, password, redirect: false });
    return answer ? { ok: answer.ok, said: answer.error ?? null } : null;
  } catch {
    return null;
  }
}
