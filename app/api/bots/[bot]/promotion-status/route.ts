import { answerRest } from "@/server/api/answer-rest";
import { createRequestContext } from "@/server/api/request-context";

export const dynamic = "force-dynamic";

/** Whether a bot, named by its id or name, may go live, and each thing that is missing in a sentence. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ readonly bot: string }> },
): Promise<Response> {
  const [{ bot }, ctx] = await Promise.all([params, createRequestContext(request)]);
  return answerRest(request, { command: "promotions.check", path: { bot } }, ctx);
}
