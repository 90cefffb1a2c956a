import { expect, it, vi } from "vitest";
import { makePracticeKey } from "./make-practice-key";

it("is made only at a simulator on this machine that this start was told of, and never asked of an exchange", async () => {
  vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1:9/none");
  vi.stubEnv("AMARKTAI_SIMULATORS", "valr=https://api.valr.com,kraken=http://127.0.0.1:9");
  const asked = vi.spyOn(globalThis, "fetch");
  for (const exchange of ["valr", "luno", "binance"] as const)
    expect(await makePracticeKey(exchange)).toMatchObject({ ok: false, refusal: { code: "not_found" } });
  expect(asked).not.toHaveBeenCalled();
  await expect(makePracticeKey("kraken")).rejects.toThrow("The simulator of Kraken does not answer.");
});
