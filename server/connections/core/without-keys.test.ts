import { expect, it } from "vitest";
import { withoutKeys } from "./without-keys";

const keys = { apiKey: "canary-key", secret: "canary+/secret==", passphrase: "pass" };

it("what an exchange said is one sentence, and has no part of the keys", () => {
  expect(withoutKeys("EAPI:Invalid key", keys)).toBe("EAPI:Invalid key.");
  expect(withoutKeys("Key canary-key of\n pass is\tnot known.", keys)).toBe("Key … of … is not known.");
  expect(withoutKeys("bad canary+/secret== (canary+/secret==)", keys)).toBe("bad … (…).");
  expect(withoutKeys("nothing here", { ...keys, passphrase: null })).toBe("nothing here.");
});
