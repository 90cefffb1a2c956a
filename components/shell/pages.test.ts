import { expect, it } from "vitest";
import { pages, pagesFor } from "./pages";

it("a page that answers with 404 is not offered", () => {
  expect(pagesFor("owner")).toEqual(pages);
  expect(pagesFor("viewer").map(({ href }) => href)).not.toContain("/jobs");
  expect(pagesFor("viewer")).toHaveLength(pages.length - 1);
});
