import { RoomLoading } from "@/components/shell/room-loading";

export default function DecisionsLoading() {
  return <RoomLoading name="Decisions" />;
}
