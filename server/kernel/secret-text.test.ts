import { describe, expect, it } from "vitest";
import { z } from "zod";
import { secretText, withoutSecrets } from "./secret-text";

const schema = z.strictObject({
  exchange: z.enum(["luno", "kraken"]),
  label: z.string().optional(),
  key: secretText(z.string().min(4)),
  phrase: secretText(z.string()).optional(),
  late: secretText(z.string()).nullable().default(null),
});

// Guards SECRET: what is kept of an input is decided by its schema, before anything of it was judged.
describe("what is kept of an input with secrets", () => {
  it("is its plain fields, whatever wraps a secret one", () => {
    const input = { exchange: "luno", label: "main", key: "canary-1", phrase: "canary-2", late: "canary-3" };
    expect(withoutSecrets(schema, input)).toEqual({ exchange: "luno", label: "main" });
    expect(
      withoutSecrets(
        schema.superRefine(() => {}),
        input,
      ),
    ).toEqual({ exchange: "luno", label: "main" });
  });

  it("has nothing the schema does not know: a secret may come under a wrong name", () => {
    expect(withoutSecrets(schema, { exchange: "luno", secret: "canary-1", Key: "canary-2" })).toEqual({
      exchange: "luno",
    });
  });

  it("has no plain field that a secret was pasted into, be it with something around it", () => {
    const input = { exchange: "luno", label: "key canary-1 of mine", key: " canary-1 " };
    expect(withoutSecrets(schema, input)).toEqual({ exchange: "luno" });
  });

  it("is nothing of what is no object, or not what the schema expects", () => {
    for (const input of [null, "canary", 7, ["canary"], { exchange: { deep: "canary" }, label: ["canary"] }])
      expect(withoutSecrets(schema, input)).toEqual({});
    expect(withoutSecrets(z.string(), { key: "canary" })).toEqual({});
    expect(withoutSecrets(schema, { constructor: "canary", __proto__: { label: "canary" } })).toEqual({});
  });
});
