import { expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { defaultSettings } from "./core/settings";
import { createSettingsReader, SETTINGS_AGE_MAX_MS } from "./settings-reader";

function openReader() {
  const world = { now: 0, reads: 0, fails: false };
  const reader = createSettingsReader(
    () => wallMs(world.now),
    async () => {
      world.reads += 1;
      if (world.fails) throw new Error("no database now");
      return { ...defaultSettings, botsMax: world.reads };
    },
  );
  return { world, botsMax: async (userId = "u") => (await reader(userId)).botsMax };
}

it("asks once for all who ask within two seconds, and again after that", async () => {
  const { world, botsMax } = openReader();
  expect(await Promise.all([botsMax(), botsMax(), botsMax()])).toEqual([1, 1, 1]);
  world.now = SETTINGS_AGE_MAX_MS - 1;
  expect(await botsMax()).toBe(1);
  world.now = SETTINGS_AGE_MAX_MS;
  expect(await botsMax()).toBe(2);
});

it("keeps one owner's settings apart from another's", async () => {
  const { botsMax } = openReader();
  expect([await botsMax("a"), await botsMax("b"), await botsMax("a")]).toEqual([1, 2, 1]);
});

it("uses those known last while they cannot be read, and fails where none are known", async () => {
  const { world, botsMax } = openReader();
  expect(await botsMax()).toBe(1);
  world.fails = true;
  world.now = SETTINGS_AGE_MAX_MS;
  expect(await botsMax()).toBe(1);
  await expect(botsMax("other")).rejects.toThrow("no database now");
  world.fails = false;
  expect(await botsMax("other")).toBe(4);
});
