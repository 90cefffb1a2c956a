import { NotThere } from "@/components/shell/not-there";

export default function RoomNotFound() {
  return <NotThere />;
}
