import { RoomLoading } from "@/components/shell/room-loading";

export default function BotLoading() {
  return <RoomLoading name="Bot" />;
}
