import { NotThere } from "@/components/shell/not-there";

export default function BotNotFound() {
  return <NotThere />;
}
