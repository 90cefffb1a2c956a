import { expect, it } from "vitest";
import { pages, pagesFor } from "./pages";

it("a page that answers with 404 is not offered", () => {
  expect(pagesFor("owner")).toEqual(pages);
  const seen = pagesFor("viewer").map(({ href }) => href);
  for (const owners of ["/jobs", "/settings/alerts", "/settings/exchanges"])
    expect(seen).not.toContain(owners);
  expect(seen).toHaveLength(pages.length - 3);
});
