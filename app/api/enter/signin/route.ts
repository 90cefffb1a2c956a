import { postSignin } from "@/server/api/post-signin";

export const dynamic = "force-dynamic";

export { postSignin as POST };
