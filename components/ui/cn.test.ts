import { describe, expect, it } from "vitest";
import { cn } from "./cn";

describe("joining class names", () => {
  it("leaves out what is not set", () => {
    expect(cn("flex", false, null, undefined, { "gap-2": true, "gap-4": false })).toBe("flex gap-2");
  });

  it("lets a caller's class take the place of the component's own", () => {
    expect(cn("px-2 py-1", "px-3")).toBe("py-1 px-3");
    expect(cn("hover:bg-hover", "hover:bg-selected")).toBe("hover:bg-selected");
  });

  it("knows a size of the project's type from a colour", () => {
    expect(cn("text-small text-text-2", "text-micro")).toBe("text-text-2 text-micro");
    expect(cn("text-small text-text-2", "text-loss")).toBe("text-small text-loss");
  });

  it("knows the project's radii and shadows", () => {
    expect(cn("rounded-control shadow-menu", "rounded-panel shadow-sheet")).toBe(
      "rounded-panel shadow-sheet",
    );
  });
});
