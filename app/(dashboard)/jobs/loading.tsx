import { RoomLoading } from "@/components/shell/room-loading";

export default function JobsLoading() {
  return <RoomLoading name="Jobs" />;
}
