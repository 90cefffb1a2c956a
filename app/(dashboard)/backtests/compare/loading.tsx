import { RoomLoading } from "@/components/shell/room-loading";

export default function ComparisonLoading() {
  return <RoomLoading name="Comparison" />;
}
