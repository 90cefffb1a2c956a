import { postWelcome } from "@/server/api/post-welcome";

export const dynamic = "force-dynamic";

export { postWelcome as POST };
