import { describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./password";

// Guards the passwords: argon2id with 19 MiB and two passes, and a door that cannot be used to exhaust memory.
describe("passwords", () => {
  it("are kept as argon2id of the demanded strength, each with its own salt", async () => {
    const [one, two] = await Promise.all([
      hashPassword("correct horse battery"),
      hashPassword("correct horse battery"),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one, "correct horse battery")).toBe(true);
    expect(await verifyPassword(one, "correct horse batterz")).toBe(false);
  });

  it("never match where there is no account", async () => {
    expect(await verifyPassword(null, "no account has this password")).toBe(false);
  });
});
