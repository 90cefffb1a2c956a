import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readAuditKeys } from "./audit-keys";

const secret = "0123456789abcdef".repeat(4);
const NONE = new Uint8Array();
const other = "fedcba9876543210".repeat(4);

test("signs as Node's own HMAC does, whatever the start and the entry", () => {
  const keys = readAuditKeys(secret);
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f\n]*$/), fc.uint8Array({ maxLength: 9_000 }), (start, entry) => {
      const theirs = createHmac("sha256", Buffer.from(secret, "hex"))
        .update(start)
        .update(entry)
        .digest("hex");
      expect(keys?.current.sign(start, entry)).toBe(theirs);
    }),
  );
});

test("the first key seals, older ones are still found by their id, and an id gives nothing away", () => {
  const [old, both] = [readAuditKeys(secret), readAuditKeys(`${other},${secret}`)];
  expect(both?.current.id).not.toBe(old?.current.id);
  expect(both?.find(old?.current.id ?? "")?.sign("x", NONE)).toBe(old?.current.sign("x", NONE));
  expect(both?.find("nobody's")).toBeUndefined();
  expect(secret).not.toContain(old?.current.id);
});

test("none is no key, and half a key is no key either", () => {
  expect(readAuditKeys("")).toBeNull();
  expect(() => readAuditKeys("0123")).toThrow(/64 hexadecimal digits/);
});
