import { RoomLoading } from "@/components/shell/room-loading";

export default function AccountLoading() {
  return <RoomLoading name="Account" />;
}
