import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inputRefusal } from "./to-sentence";

const input = z.strictObject({
  name: z.string().min(2, "Write a longer name."),
  of: z.object({ fast: z.int() }),
});
const refusedAs = (value: unknown, within?: string) => {
  const { error } = input.safeParse(value);
  return error && inputRefusal(error, within);
};

describe("what a schema refused", () => {
  it("is a sentence and the part of the input it is about", () => {
    expect(refusedAs({ name: "", of: { fast: 1 } })).toEqual({
      code: "invalid",
      message: "Write a longer name.",
      field: "name",
    });
    expect(refusedAs({ name: "Zeus", of: { fast: "x" } })).toMatchObject({ field: "of.fast" });
    expect(refusedAs({ name: "Zeus", of: { fast: "x" } }, "params")).toMatchObject({
      field: "params.of.fast",
    });
  });

  it("names no part where it is about the input as a whole", () => {
    expect(refusedAs("nothing of the kind")).not.toHaveProperty("field");
  });
});
