import { createTransport } from "nodemailer";
import { findAddresses } from "@/server/platform/outside-addresses";
import type { ChannelTarget } from "../core/channel-input";
import { headline, type Message, toHtml, toText } from "../core/message";
import type { LetterImage } from "../store/letters";

const STEP_MS = 10_000;
/** Of all steps together: a server that answers drop by drop is none. */
const WITHIN_MS = 45_000;

type MailTarget = Extract<ChannelTarget, { readonly kind: "email" }>;

/** What a mailbox is given. */
export type Mail = {
  /** the same on every try: a mailbox shows it once */
  readonly deliveryId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly images: readonly LetterImage[];
};

/** An alert as mail. */
export const toMail = (message: Message): Mail => ({
  deliveryId: message.deliveryId,
  subject: headline(message),
  text: toText(message),
  html: toHtml(message),
  images: [],
});

/** Hands a mail to a mail server; throws where it does not take it. */
export async function sendMail(
  target: MailTarget,
  password: string,
  mail: Mail,
  allowPrivate: boolean,
): Promise<void> {
  const { host, port, security, login, from, to } = target;
  if (security === "none" && !allowPrivate)
    throw new Error("Mail without TLS can be read on its way: choose TLS or STARTTLS.");
  const [first] = await findAddresses(host, allowPrivate);
  if (!first) throw new Error(`${host} has no address.`);
  const transport = createTransport({
    // the address that was judged, under the name its certificate is for
    host: first.address,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: { servername: host, minVersion: "TLSv1.2" },
    ...(login === "" ? {} : { auth: { user: login, pass: password } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(
      () => fail(new Error(`${host} did not take it within ${WITHIN_MS / 1_000} s.`)),
      WITHIN_MS,
    );
  });
  try {
    const sending = transport.sendMail({
      from: { name: "Amarktai", address: from },
      to: { name: "", address: to },
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      attachments: mail.images.map(({ name, png }) => ({
        cid: name,
        filename: `${name.split("@")[0]}.png`,
        content: Buffer.from(png, "base64"),
        contentType: "image/png",
        contentDisposition: "inline",
      })),
      messageId: `<${mail.deliveryId}@amarktai.invalid>`,
      headers: { "Auto-Submitted": "auto-generated", "X-Idempotency-Key": mail.deliveryId },
    });
    await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}
