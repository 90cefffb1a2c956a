import { RoomLoading } from "@/components/shell/room-loading";

export default function PositionsLoading() {
  return <RoomLoading name="Positions" />;
}
