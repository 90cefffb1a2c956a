import { z } from "zod";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, Fault, type Result, refuse } from "@/server/kernel/result";
import { PRACTICE_ACCOUNT } from "./core/simulators";
import { simulatorOrigin } from "./offered-sites";

const ANSWER_WITHIN_MS = 5_000;

const practiceKey = z.object({
  apiKey: z.string(),
  secret: z.string(),
  passphrase: z.string().nullable(),
});
export type PracticeKey = z.output<typeof practiceKey>;

/**
 * A new key to the practice account at an exchange's simulator, as the exchange's own page of keys would give one. It is
 * good on this machine alone, and is kept nowhere by this. Refuses with `not_found` where this start has no simulator of
 * that exchange: a key of an exchange itself cannot be had here. Throws a Fault where the simulator does not answer.
 */
export async function makePracticeKey(exchange: ExchangeName): Promise<Result<PracticeKey>> {
  const label = exchangeLabel(exchange);
  const origin = simulatorOrigin(exchange);
  if (origin === undefined)
    return refuse("not_found", `No simulator of ${label} runs here: make a key at ${label} itself.`);
  try {
    const reply = await fetch(`${origin}/_simulator/keys`, {
      method: "POST",
      body: JSON.stringify({ account: PRACTICE_ACCOUNT }),
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return accept(practiceKey.parse(await reply.json()));
  } catch {
    throw new Fault("exchange", true, `The simulator of ${label} does not answer. Try again in a moment.`);
  }
}
