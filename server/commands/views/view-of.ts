import type { z } from "zod";

/**
 * A schema that says what a view's type says, neither more nor less: one that differs does not compile. The answer
 * keeps the type's own name, so that pages and chat see one shape.
 */
export const viewOf =
  <View>() =>
  <Schema extends z.ZodType<View>>(
    schema: View extends z.output<Schema> ? Schema : "the view has what the schema has not",
  ): z.ZodType<View> =>
    schema as Schema;
