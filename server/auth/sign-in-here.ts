import { headers } from "next/headers";
import type { Result } from "@/server/kernel/result";
import { clientAddress } from "./client-address";
import type { SessionClaims } from "./core/account";
import { readInstants } from "./read-instants";
import { signIn } from "./sign-in";

/** Signs in on the request at hand: from its address, on its clocks. */
export async function signInHere(input: unknown): Promise<Result<SessionClaims>> {
  return signIn(input, { ip: clientAddress(await headers()) }, await readInstants());
}
