import { redirect } from "next/navigation";
import { requireSession } from "@/server/auth/require-session";

/** The front door: signed in to the dashboard, else to where one signs in. */
export default async function FrontPage() {
  await requireSession();
  redirect("/dashboard");
}
