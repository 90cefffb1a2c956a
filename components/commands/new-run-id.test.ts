import { afterEach, describe, expect, it, vi } from "vitest";
import { newRunId } from "./new-run-id";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("the id of a run", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is a uuid, and a new one each time", () => {
    expect(newRunId()).toMatch(UUID_V4);
    expect(newRunId()).not.toBe(newRunId());
  });

  it("is one on plain http too, where randomUUID is missing", () => {
    const real = globalThis.crypto;
    vi.stubGlobal("crypto", {
      getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => real.getRandomValues(bytes),
    });
    expect(newRunId()).toMatch(UUID_V4);
  });
});
