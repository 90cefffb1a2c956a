import fc from "fast-check";
import { expect, test } from "vitest";
import { headline, type Message, toHtml, toNtfyBody, toTelegramBody, toText, toWebhookBody } from "./message";

const message: Message = {
  deliveryId: "3f0c9a52-7d0e-4f4e-9a51-0a9d5b1c2d3e",
  kind: "feed_frozen",
  severity: "high",
  title: "No prices",
  subject: "venue:luno",
  why: "Luno has told no price for 90 s.",
  todo: "Look at its status page.",
  count: 3,
  firstAt: "2026-11-30T12:00:00.000Z",
  lastAt: "2026-11-30T12:05:00.000Z",
  resolvedAt: null,
  link: "https://bots.example.org/alerts?alert=3f0c9a52-7d0e-4f4e-9a51-0a9d5b1c2d3e",
};

test("says what, why, what to do, since when and where", () => {
  expect(toText(message).split("\n")).toEqual([
    "[High] No prices",
    "",
    message.why,
    "",
    "What to do: Look at its status page.",
    "",
    "3 times, first 2026-11-30T12:00:00.000Z, last 2026-11-30T12:05:00.000Z",
    message.link,
  ]);
  expect(toText({ ...message, count: 1, resolvedAt: message.lastAt })).toContain(
    "At 2026-11-30T12:00:00.000Z\nOver since 2026-11-30T12:05:00.000Z",
  );
});

test("whatever is said is text: one line where one belongs, no tag of its own, bounded", () => {
  const words = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom("<script>x</script>", "a\r\nBcc: b", "'\"><img src=x>", "x".repeat(20_000)),
  );
  fc.assert(
    fc.property(words, words, (title, why) => {
      const said = { ...message, title, why };
      expect(headline(said)).not.toMatch(/\p{Cc}/u);
      // the tags are ours alone
      const tags = toHtml(said).match(/<[^>]*>/g) ?? [];
      expect(tags.filter((tag) => !/^<\/?(?:!doctype|html|body|h1|div|br|p|a)\b/.test(tag))).toEqual([]);
      expect(JSON.parse(toTelegramBody(said, "1")).text.length).toBeLessThanOrEqual(4_000);
      expect(JSON.parse(toNtfyBody(said, "t")).message.length).toBeLessThanOrEqual(3_500);
      expect(JSON.parse(toWebhookBody(said))).toMatchObject({ id: message.deliveryId, title, why });
    }),
    { numRuns: 200 },
  );
});
