import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next";

// Guards the way back after signing in: it leads to a page of this site or to the first page, nowhere else.
describe("safeNext", () => {
  it.each(["/bots", "/bots/7?tab=trades#why", "/trades?bot=a%2Fb", "/"])("keeps %j", (path) =>
    expect(safeNext(path)).toBe(path),
  );

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n//evil.example",
    "evil",
    "",
    "/api/auth/signout",
    "/signin?next=/signin",
    "/welcome",
    `/${"a".repeat(600)}`,
    7,
    null,
    undefined,
    ["/bots"],
  ])("goes to the first page instead of %j", (path) => expect(safeNext(path)).toBe("/dashboard"));

  it("never leads off this site, whatever is asked", () => {
    const part = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "//",
      "%2f",
      "%5c",
      "@",
      ":",
      "evil.example",
      "?",
      "#",
      "a",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const next = safeNext(parts.join(""));
        expect(new URL(next, "https://here.example/signin").origin).toBe("https://here.example");
        expect(next.startsWith("/") && !next.startsWith("//")).toBe(true);
      }),
    );
  });
});
