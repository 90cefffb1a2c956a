import { RoomLoading } from "@/components/shell/room-loading";

export default function HealthLoading() {
  return <RoomLoading name="Health" />;
}
