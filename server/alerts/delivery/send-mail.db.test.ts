import { describe, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { closeServers, mailTo, openDeliveryStage, SECRET, startMail } from "../testing/delivery-stage";

const { add, raise, deliver, deliveries, later } = openDeliveryStage();

describe("mail", () => {
  it("that the server refuses waits, longer each time, over a restart, and arrives once", async () => {
    const { port, mails } = await startMail(2);
    await add(mailTo(port), { secret: SECRET });
    await raise();
    await deliver();
    expect(await deliveries()).toMatchObject([
      { status: "queued", tries: 1, lastError: expect.stringContaining("451") },
    ]);
    // not before its time
    later(9_000);
    await deliver();
    expect(await deliveries()).toMatchObject([{ tries: 1 }]);
    later(2_000);
    await deliver();
    later(19_000);
    await deliver();
    expect(await deliveries()).toMatchObject([{ tries: 2 }]);
    later(2_000);
    await deliver();
    later(3_600_000);
    await deliver();
    expect(await deliveries()).toMatchObject([
      { status: "sent", tries: 3, lastError: null, nextWallAt: null },
    ]);
    expect(mails).toHaveLength(1);
  });

  it("that nobody takes is shown and tried until the server is there", async () => {
    const first = await startMail();
    await closeServers();
    const channelId = await add(mailTo(first.port), { secret: SECRET });
    await raise();
    for (const ms of [0, 11_000, 21_000]) {
      later(ms);
      await deliver();
    }
    expect(await db.alertChannel.findFirst()).toMatchObject({
      failures: 3,
      lastError: expect.stringContaining("ECONNREFUSED"),
    });
    // that it fails is an alert of its own, which this channel is not told of
    const failing = { kind: "channel_failing", subject: `channel:${channelId}`, resolvedWallAt: null };
    expect(await db.alert.findMany({ where: { kind: "channel_failing" } })).toMatchObject([failing]);
    expect(await db.alertDelivery.count()).toBe(1);
    const { mails } = await startMail(0, first.port);
    later(41_000);
    await deliver();
    expect(mails).toHaveLength(1);
    expect(await db.alertChannel.findFirst()).toMatchObject({ failures: 0, lastError: null });
    expect(await db.alert.findFirst({ where: { kind: "channel_failing" } })).toMatchObject({
      resolvedWords: "It works again.",
    });
  });

  it("takes a stranger's words for text: no markup, no header, no second address", async () => {
    const { port, mails } = await startMail();
    await add(mailTo(port), { secret: SECRET });
    const why = `<img src=x onerror=alert(1)>"'&\r\nBcc: eve@example.org\r\n\r\n<script>go()</script>`;
    await raise({ why });
    await deliver();
    const [mail] = mails;
    const [head = ""] = mail?.raw.split("\r\n\r\n") ?? [];
    expect(mail?.to).toBe("owner@example.org");
    expect(head).toContain("Subject: [High] No prices");
    expect(head).not.toMatch(/^bcc:/im);
    const html = mail?.raw.slice(mail.raw.indexOf("text/html")) ?? "";
    expect(html).not.toMatch(/<img|<script/);
    expect(html).toContain("&lt;script&gt;");
  });

  it("does not tell its password to anybody, though the server repeats it", async () => {
    const { port } = await startMail();
    await add({ ...mailTo(port), login: "other" }, { secret: SECRET });
    await raise();
    await deliver();
    expect(await deliveries()).toMatchObject([
      { status: "queued", lastError: expect.stringContaining("535") },
    ]);
    for (const table of ["alert_channel", "alert_delivery", "audit_entry", "outbox_event"]) {
      const rows = await db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${table}" AS t`);
      expect(rows.map(({ row }) => row).join()).not.toContain("canary-secret");
    }
  });
});
