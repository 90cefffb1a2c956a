import { describe, expect, it } from "vitest";
import { z } from "zod";
import { typedDecimal } from "@/server/kernel/money";
import { type FormCheck, resolveBy } from "./check-form";
import { sayFaults } from "./testing/say-faults";
import { numberOrText, toFractionText } from "./typed-text";

type Fields = { readonly amount: string; readonly fee: string; readonly sets: string; readonly name: string };

const input = z.strictObject({
  amount: typedDecimal.refine((text) => text !== "0", "Write an amount above zero."),
  costs: z.strictObject({ fee: typedDecimal }),
  sets: z.int("Write a whole number from 1 to 5.").min(1, "Write a whole number from 1 to 5."),
  name: z.string().min(2, "too short"),
});
const check: FormCheck<Fields, z.input<typeof input>> = {
  schema: async () => input,
  toInput: ({ amount, fee, sets, name }) => ({
    amount,
    costs: { fee: toFractionText(fee) },
    sets: numberOrText(sets) as number,
    name,
  }),
  fieldOf: (path) => (path === "costs.fee" ? "fee" : path),
  words: { fee: "Write a percentage, for example 0.1." },
};
const good: Fields = { amount: "1000", fee: "0.1", sets: "3", name: "Zeus" };
const all = Object.keys(good);
const say = (part: Partial<Fields>, onPage: readonly string[] = all) =>
  sayFaults(check, { ...good, ...part }, onPage);

describe("a form judged by the schema of its command", () => {
  it("says nothing of what the schema takes, and sends it as the schema reads it", async () => {
    expect(await say({})).toEqual({});
    const options = { fields: {}, shouldUseNativeValidation: false };
    expect(await resolveBy(check)({ ...good, fee: "0,5 %" }, undefined, options)).toEqual({
      values: { amount: "1000", costs: { fee: "0.005" }, sets: 3, name: "Zeus" },
      errors: {},
    });
  });

  it("asks about a number that may be two, wherever it stands and whatever it becomes", async () => {
    const asked = '"10,000" may be 10000 or 10: write 10000 or 10.';
    expect(await say({ amount: "10,000", fee: "10,000", sets: "10,000" })).toEqual({
      amount: asked,
      fee: asked,
      sets: asked,
    });
    expect(await say({ fee: "10.000 %" })).toEqual({
      fee: '"10.000 %" may be 10000 or 10: write 10000 or 10.',
    });
  });

  it("does not take a text for a number where none belongs", async () => {
    expect(await say({ name: "1" })).toEqual({ name: "Too short." });
  });

  it("says the schema's own sentence, or the form's where the form has another unit", async () => {
    expect(await say({ amount: "0", fee: "much", sets: "2.5" })).toEqual({
      amount: "Write an amount above zero.",
      fee: "Write a percentage, for example 0.1.",
      sets: "Write a whole number from 1 to 5.",
    });
  });

  it("puts what is about no field on the page at the form's foot", async () => {
    expect(await say({ sets: "9.5" }, ["amount", "fee", "name"])).toEqual({
      root: "Write a whole number from 1 to 5.",
    });
  });

  it("leaves the judgement to the server where the schema cannot be fetched", async () => {
    const cut = { ...check, schema: () => Promise.reject(new Error("offline")) };
    const options = { fields: {}, shouldUseNativeValidation: false };
    const { values } = await resolveBy(cut)({ ...good, sets: "many" }, undefined, options);
    expect(values).toMatchObject({ sets: "many" });
  });

  it("puts what the form alone knows before what the schema says", async () => {
    const twice = { ...check, beyond: () => ({ name: "Not the same name twice.", sets: undefined }) };
    expect(await sayFaults(twice, { ...good, name: "" }, all)).toEqual({ name: "Not the same name twice." });
  });
});
