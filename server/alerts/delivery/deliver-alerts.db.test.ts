import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { editChannel, removeChannel, testChannel } from "../channels";
import { resolveAlert } from "../raise-alert";
import { rewrapChannels } from "../rewrap-channels";
import {
  answering,
  asked,
  HERE,
  listen,
  mailTo,
  openDeliveryStage,
  SECRET,
  SIGNED,
} from "../testing/delivery-stage";
import { createDelivery } from "./deliver-alerts";

const TOKEN = "123456:canary_Token-9937xyz";

const stage = openDeliveryStage();
const { add, raise, deliver, deliveries, later, ctx, clocks } = stage;

describe("a webhook", () => {
  it("is signed over time, nonce and body, and bears the same id on every try", async () => {
    const { url, heard } = await listen(answering(503), answering(200));
    await add({ kind: "webhook", url: `${url}/hook?x=1` }, { secret: SIGNED });
    await raise();
    await deliver();
    later(11_000);
    await deliver();
    expect(heard).toHaveLength(2);
    for (const { headers, body, path } of heard) {
      expect(path).toBe("/hook?x=1");
      // what docs/OPERATIONS.md tells its reader to do
      const signed = `${headers["x-amarktai-timestamp"]}.${headers["x-amarktai-nonce"]}.${body}`;
      const expected = createHmac("sha256", SIGNED).update(signed).digest("hex");
      expect(headers["x-amarktai-signature"]).toBe(`v1=${expected}`);
      expect(JSON.parse(body)).toMatchObject({
        version: 1,
        kind: "feed_frozen",
        severity: "high",
        why: asked.why,
      });
    }
    const [first, second] = heard.map(({ headers }) => headers);
    expect(second?.["idempotency-key"]).toBe(first?.["idempotency-key"]);
    expect(second?.["x-amarktai-nonce"]).not.toBe(first?.["x-amarktai-nonce"]);
    expect(Number(second?.["x-amarktai-timestamp"]) - Number(first?.["x-amarktai-timestamp"])).toBe(11);
    expect(await deliveries()).toMatchObject([{ status: "sent", tries: 2 }]);
  });

  it("that redirects is not followed", async () => {
    const elsewhere = await listen(answering(200));
    const { url } = await listen(answering(302, "", { location: elsewhere.url }));
    await add({ kind: "webhook", url }, { secret: SIGNED });
    await raise();
    await deliver();
    expect(await deliveries()).toMatchObject([
      { status: "queued", lastError: expect.stringContaining("302") },
    ]);
    expect(elsewhere.heard).toEqual([]);
  });

  it("on this machine or its network is refused where no development setting allows it", async () => {
    const { url, heard } = await listen(answering(200));
    const strict = { ...HERE, allowPrivate: false };
    await add({ kind: "webhook", url }, { secret: SIGNED });
    await add(
      { kind: "webhook", url: url.replace("http:", "https:").replace("127.0.0.1", "localhost") },
      { name: "b", secret: SIGNED },
    );
    await add(mailTo(1), { name: "c", secret: SECRET });
    await add({ ...mailTo(1), security: "tls" }, { name: "d", secret: SECRET });
    await raise();
    await deliver(strict);
    const told = Object.fromEntries(
      (await deliveries()).map(({ channelName, lastError }) => [channelName, lastError]),
    );
    expect(told).toEqual({
      webhook: expect.stringContaining("without TLS"),
      b: expect.stringContaining("nothing is sent there"),
      c: expect.stringContaining("can be read on its way"),
      d: expect.stringContaining("nothing is sent there"),
    });
    expect(heard).toEqual([]);
  });

  it("that answers without end is read to 16 KB, and one that is bad at it holds up no other channel", async () => {
    const endless = await listen((response) => {
      response.writeHead(500);
      const more = () => {
        if (!response.destroyed && response.write("x".repeat(65_536))) setImmediate(more);
        else response.once("drain", more);
      };
      more();
    });
    const good = await listen(answering(200));
    await add({ kind: "webhook", url: endless.url }, { secret: SIGNED });
    await add({ kind: "webhook", url: good.url }, { name: "good", secret: SIGNED });
    await raise();
    await deliver();
    expect((await deliveries()).map(({ channelName, status }) => `${channelName} ${status}`).sort()).toEqual([
      "good sent",
      "webhook queued",
    ]);
  });
});

describe("ntfy and Telegram", () => {
  it("hear what their own clients would send", async () => {
    const ntfy = await listen(answering(200));
    const telegram = await listen(answering(200, '{"ok":true}'));
    await add({ kind: "ntfy", url: ntfy.url, topic: "my-bots" }, { secret: "tk_secret" });
    await add({ kind: "telegram", url: `${telegram.url}/`, chat: "-100123" }, { secret: TOKEN });
    await raise({ why: "<b>*bold*</b> _x_" });
    await deliver();
    const [note] = ntfy.heard;
    expect(note).toMatchObject({ path: "/", headers: { authorization: "Bearer tk_secret" } });
    expect(JSON.parse(note?.body ?? "")).toMatchObject({
      topic: "my-bots",
      title: "[High] No prices",
      message: expect.stringContaining("<b>*bold*</b> _x_"),
      priority: 4,
      click: expect.stringMatching(/^https:\/\/bots\.example\.org\/alerts\?alert=[0-9a-f-]{36}$/),
    });
    const [chat] = telegram.heard;
    expect(chat?.path).toBe(`/bot${TOKEN}/sendMessage`);
    const sent = JSON.parse(chat?.body ?? "");
    expect(sent).toMatchObject({ chat_id: "-100123", text: expect.stringContaining("<b>*bold*</b> _x_") });
    // without a parse mode all of it is text
    expect(sent).not.toHaveProperty("parse_mode");
    expect((await deliveries()).map(({ status }) => status)).toEqual(["sent", "sent"]);
  });

  it("are asked again when they say so, and a token they repeat is told to nobody", async () => {
    const said = {
      ok: false,
      description: `Too Many Requests for ${TOKEN}`,
      parameters: { retry_after: 300 },
    };
    const { url, heard } = await listen(answering(429, JSON.stringify(said)), answering(200));
    await add({ kind: "telegram", url, chat: "77" }, { secret: TOKEN });
    await raise();
    await deliver();
    expect(await deliveries()).toMatchObject([{ lastError: "It answers 429: Too Many Requests for …" }]);
    later(299_000);
    await deliver();
    expect(heard).toHaveLength(1);
    later(2_000);
    await deliver();
    expect(heard).toHaveLength(2);
  });
});

describe("a channel", () => {
  it("is quiet at night in its owner's zone, but for what is critical", async () => {
    const { url, heard } = await listen(answering(200));
    await add({ kind: "webhook", url }, { secret: SIGNED, quietFrom: "22:00", quietTo: "07:00" });
    // 23:30 in Johannesburg
    stage.now = wallMs(Date.UTC(2026, 10, 30, 21, 30));
    await raise();
    await raise({ dedupeKey: "worse", severity: "critical" });
    await deliver();
    expect(heard.map(({ body }) => JSON.parse(body).severity)).toEqual(["critical"]);
    expect(await db.alertDelivery.findFirst({ where: { status: "queued" } })).toMatchObject({
      tries: 0,
      quietUntilWallAt: new Date(Date.UTC(2026, 11, 1, 5)),
    });
    stage.now = wallMs(Date.UTC(2026, 11, 1, 4, 59, 59));
    await deliver();
    expect(heard).toHaveLength(1);
    stage.now = wallMs(Date.UTC(2026, 11, 1, 5));
    await deliver();
    expect(heard.map(({ body }) => JSON.parse(body).severity)).toEqual(["critical", "high"]);
  });

  it("hears nothing milder than it wants, nor what it was told anew of, nor anything while it is off", async () => {
    const { url, heard } = await listen(answering(200));
    const channelId = await add({ kind: "webhook", url }, { secret: SIGNED, minSeverity: "high" });
    await raise({ dedupeKey: "mild", severity: "medium" });
    await raise();
    await raise({ severity: "critical" });
    await raise();
    await deliver();
    expect(heard.map(({ body }) => JSON.parse(body).severity)).toEqual(["critical"]);
    expect((await deliveries()).map(({ status }) => status).sort()).toEqual(["dropped", "sent"]);
    const off = {
      channelId,
      name: "webhook",
      enabled: false,
      minSeverity: "high",
      target: { kind: "webhook", url },
    };
    await editChannel({ ...off, quietFrom: null, quietTo: null } as never, ctx());
    await raise({ dedupeKey: "another" });
    await deliver();
    expect(heard).toHaveLength(1);
  });

  it("is told once of each alert, though two workers look at once and it is found again and again", async () => {
    const { url, heard } = await listen(answering(200));
    await add({ kind: "webhook", url }, { secret: SIGNED });
    await raise();
    const [one, other] = [createDelivery(clocks, HERE), createDelivery(clocks, HERE)];
    const rounds = await Promise.all([one(), other(), one(), other()]);
    await Promise.all(rounds.map(({ ended }) => ended));
    await raise();
    await resolveAlert(asked.dedupeKey, "over", ctx());
    await raise();
    await deliver();
    expect(heard).toHaveLength(1);
  });

  it("answers a test at once, also at night, and is not tried again", async () => {
    const { url, heard } = await listen(answering(500), answering(200));
    const channelId = await add(
      { kind: "webhook", url },
      { secret: SIGNED, quietFrom: "00:00", quietTo: "23:59" },
    );
    await testChannel({ channelId }, ctx());
    await deliver();
    expect(await deliveries()).toMatchObject([{ status: "failed", lastError: "It answers 500." }]);
    await testChannel({ channelId }, ctx());
    await deliver();
    expect(heard.map(({ body }) => JSON.parse(body).kind)).toEqual(["test", "test"]);
    expect((await deliveries()).map(({ status }) => status).sort()).toEqual(["failed", "sent"]);
  });

  it("keeps its secret only while it leads to the same place, and takes it away when it goes", async () => {
    const { url, heard } = await listen(answering(200));
    const channelId = await add({ kind: "webhook", url: `${url}/a` }, { secret: SIGNED });
    const common = {
      channelId,
      name: "hook",
      enabled: true,
      minSeverity: "low",
      quietFrom: null,
      quietTo: null,
    } as const;
    const moved = await editChannel({ ...common, target: { kind: "webhook", url: `${url}/b` } }, ctx());
    expect(moved).toMatchObject({ ok: false, refusal: { code: "invalid", field: "secret" } });
    const renamed = await editChannel({ ...common, target: { kind: "webhook", url: `${url}/a` } }, ctx());
    expect(renamed.ok).toBe(true);
    await raise();
    await deliver();
    expect(heard).toHaveLength(1);
    await raise({ dedupeKey: "more" });
    await removeChannel({ channelId }, ctx());
    await deliver();
    expect(heard).toHaveLength(1);
    expect(await db.alertChannel.count()).toBe(0);
    expect(await db.alertDelivery.findFirst({ where: { status: "dropped" } })).toMatchObject({
      lastError: "The channel was removed.",
    });
  });

  it("that fails is asked by one alert at a time, and hears them all once it works, the worst first", async () => {
    const { url, heard } = await listen(answering(503), answering(503), answering(200));
    await add({ kind: "webhook", url }, { secret: SIGNED });
    for (const severity of ["medium", "high", "critical"]) await raise({ dedupeKey: severity, severity });
    await deliver();
    later(11_000);
    await deliver();
    expect(heard).toHaveLength(2);
    later(1_000);
    // told at once, and with it what waits for its next try
    await raise({ dedupeKey: "new", severity: "low" });
    await raise({ dedupeKey: "newer", severity: "high" });
    await deliver();
    await deliver();
    expect(heard.slice(2).map(({ body }) => JSON.parse(body).severity)).toEqual([
      "high",
      "critical",
      "high",
      "medium",
    ]);
    expect(new Set((await deliveries()).map(({ status }) => status))).toEqual(new Set(["sent"]));
  });

  it("is opened with a new master key once it was wrapped anew, and needs that once", async () => {
    const { url, heard } = await listen(answering(200));
    await add({ kind: "webhook", url }, { secret: SIGNED });
    const before = await db.alertChannel.findFirst();
    stage.addMasterKey();
    expect(await rewrapChannels(clocks)).toBe(1);
    expect(await rewrapChannels(clocks)).toBe(0);
    const after = await db.alertChannel.findFirst();
    expect(after?.masterKeyId).not.toBe(before?.masterKeyId);
    expect(after?.sealed).toEqual(before?.sealed);
    await raise();
    await deliver();
    const [{ headers = {}, body = "" } = {}] = heard;
    const signed = `${headers["x-amarktai-timestamp"]}.${headers["x-amarktai-nonce"]}.${body}`;
    expect(headers["x-amarktai-signature"]).toBe(
      `v1=${createHmac("sha256", SIGNED).update(signed).digest("hex")}`,
    );
  });

  it("gives up after two days, and says so", async () => {
    const { url } = await listen(answering(500));
    await add({ kind: "webhook", url }, { secret: SIGNED });
    await raise();
    await deliver();
    later(48 * 3_600_000);
    await deliver();
    expect(await deliveries()).toMatchObject([
      { status: "failed", nextWallAt: null, lastError: "It answers 500." },
    ]);
  });
});
