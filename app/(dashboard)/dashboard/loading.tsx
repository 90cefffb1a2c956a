import { RoomLoading } from "@/components/shell/room-loading";

export default function DashboardLoading() {
  return <RoomLoading name="Dashboard" />;
}
