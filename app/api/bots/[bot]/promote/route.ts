import { answerRest } from "@/server/api/answer-rest";
import { createRequestContext } from "@/server/api/request-context";

export const dynamic = "force-dynamic";

/** Asks that a bot, named by its id or name, goes live: answered with the card that its owner approves. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ readonly bot: string }> },
): Promise<Response> {
  const [{ bot }, ctx] = await Promise.all([params, createRequestContext(request)]);
  return answerRest(request, { command: "promotions.promote", path: { bot } }, ctx);
}
