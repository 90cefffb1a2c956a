import { expect, test } from "vitest";
import { isSameSite } from "./is-same-site";

const host = "127.0.0.1:3000";

// Guards every mutation against pages of other sites that a signed-in owner may have open.
test.each([
  ["this site's own page", { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }, true],
  ["an older browser of this site", { host, origin: `http://${host}` }, true],
  ["the public address behind a proxy", { host: "web:3000", origin: "https://bots.example" }, true],
  ["another site", { host, origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
  ["another site without Sec-Fetch-Site", { host, origin: "https://evil.example" }, false],
  [
    "another port of this machine",
    { host, origin: "http://127.0.0.1:4000", "sec-fetch-site": "same-site" },
    false,
  ],
  ["a sandboxed frame", { host, origin: "null" }, false],
  ["a request that names nothing", { host }, false],
])("%s", (_who, headers, allowed) => {
  expect(isSameSite(new Headers(headers), "https://bots.example")).toBe(allowed);
});
