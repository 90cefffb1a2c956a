import { clientAddress } from "@/server/auth/client-address";
import { forwardToWorker } from "@/server/events/forward-to-worker";

export const dynamic = "force-dynamic";

const forward = (request: Request): Promise<Response> =>
  forwardToWorker(request, { address: clientAddress(request.headers) });

export { forward as GET, forward as POST, forward as PUT };
