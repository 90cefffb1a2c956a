import { RoomLoading } from "@/components/shell/room-loading";

export default function BotsLoading() {
  return <RoomLoading name="Bots" />;
}
