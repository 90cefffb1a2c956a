import { describe, expect, it } from "vitest";
import { pagePolicy } from "./page-policy";

const directives = (development: boolean): Record<string, string> =>
  Object.fromEntries(
    pagePolicy("n0nce", { development })
      .split("; ")
      .map((part) => [part.slice(0, part.indexOf(" ")), part.slice(part.indexOf(" ") + 1)]),
  );

// Guards the pages: a script runs by its nonce, in every mode.
describe("pagePolicy", () => {
  it("lets scripts run by nonce only, and nobody frame the page", () => {
    const policy = directives(false);
    expect(policy["script-src"]).toBe("'self' 'nonce-n0nce' 'strict-dynamic'");
    expect(policy).toMatchObject({
      "script-src-attr": "'none'",
      "style-src-elem": "'self' 'nonce-n0nce'",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
    });
  });

  it("gives development its eval and its socket, never inline scripts", () => {
    const policy = directives(true);
    expect(policy["script-src"]).toContain("'unsafe-eval'");
    expect(policy["script-src"]).not.toContain("'unsafe-inline'");
    expect(policy["connect-src"]).toBe("'self' ws: wss:");
  });
});
