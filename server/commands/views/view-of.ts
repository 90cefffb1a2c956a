import type { z } from "zod";

/** A shape without its `readonly`s, which the wire does not know. */
type Plain<T> = T extends readonly (infer One)[]
  ? Plain<One>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

/** Identical, optional fields included: being assignable both ways would let a field too many pass. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * A schema that says what a view's type says, neither more nor less: one that differs does not compile. The answer
 * keeps the type's own name, so that pages and chat see one shape.
 */
export const viewOf =
  <View>() =>
  <Schema extends z.ZodType<View>>(
    schema: Same<Plain<View>, Plain<z.output<Schema>>> extends true
      ? Schema
      : "view and schema are not the same",
  ): z.ZodType<View> =>
    schema as Schema;
