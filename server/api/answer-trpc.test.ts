import { expect, it } from "vitest";
import { answerTrpc } from "./answer-trpc";

const get = (calls: string) =>
  answerTrpc(new Request(`http://app.example/api/trpc/${calls}?batch=1&input=%7B%7D`));

it.each([",", "%2C", "%2c"])(
  "counts the calls of a batch after decoding, with %s between them",
  async (comma) => {
    for (const count of [21, 900]) {
      const reply = await get(Array(count).fill("welcome.state").join(comma));
      expect(reply.status).toBe(400);
      expect(await reply.text()).toBe("At most 20 calls in one batch.");
    }
  },
);

it("refuses an address that cannot be decoded, and a body over 256 KB or of unknown length", async () => {
  expect((await get("%E0%A4%A")).status).toBe(400);
  const post = (headers: Record<string, string>) =>
    answerTrpc(new Request("http://app.example/api/trpc/x", { method: "POST", body: "{}", headers }));
  expect((await post({ "content-length": "262145" })).status).toBe(413);
  expect((await post({})).status).toBe(411);
});
