import { RoomLoading } from "@/components/shell/room-loading";

export default function TradesLoading() {
  return <RoomLoading name="Trades" />;
}
