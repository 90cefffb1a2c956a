// The time axis of every chart. Instants stay what they are; days, hours and the words at the marks are those of the
// zone at that very instant, on both sides of a change of summer time.
import {
  createChartEx,
  type DeepPartial,
  defaultHorzScaleBehavior,
  type IChartApi,
  type IHorzScaleBehavior,
  TickMarkType,
  type Time,
  type TimeChartOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { formatMinute, partsIn, readingIn } from "../ui/format-time";

/** An instant in ms UTC as the library's time. */
export const toChartTime = (atMs: number): UTCTimestamp => (atMs / 1000) as UTCTimestamp;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A mark of the time axis in a zone: "18:00", "22 Nov". */
export function formatChartMark(time: Time, type: TickMarkType, zone: string): string {
  const ms = Number(time) * 1000;
  const at = partsIn(ms, zone);
  if (type === TickMarkType.Year) return String(at.year);
  if (type === TickMarkType.Month) return MONTHS[at.month - 1] ?? "";
  if (type === TickMarkType.DayOfMonth) return `${at.day} ${MONTHS[at.month - 1]}`;
  return formatMinute(new Date(ms).toISOString(), zone);
}

type Scale = IHorzScaleBehavior<Time>;
type Places = Parameters<Scale["fillWeightsForPoints"]>[0];

/** The library's own time scale, which weighs its places (the first of a day, an hour, a month) by wall time of a zone. */
export class ZoneScale extends defaultHorzScaleBehavior() {
  constructor(private readonly zoneOf: () => string) {
    super();
  }

  override fillWeightsForPoints(places: Places, startIndex: number): void {
    const zone = this.zoneOf();
    // weighed as the zone's clock shows them, and left where they are
    const shown = places.map((place) => ({ ...place, time: this.wallTime(place.time, zone) }));
    super.fillWeightsForPoints(shown, startIndex);
    for (let index = startIndex; index < places.length; index++) {
      const [place, weighed] = [places[index], shown[index]];
      if (place && weighed) place.timeWeight = weighed.timeWeight;
    }
  }

  private wallTime(time: Places[number]["time"], zone: string) {
    // the library's key of a place is its instant in ms
    return this.convertHorzItemToInternal(toChartTime(readingIn(this.cacheKey(time), zone)));
  }
}

/** A chart whose axis shows the wall time of `zoneOf()`, which may change as long as the data are set anew. */
export function createZoneChart(
  box: HTMLElement,
  zoneOf: () => string,
  options: DeepPartial<TimeChartOptions>,
): IChartApi {
  const chart = createChartEx<Time, ZoneScale>(box, new ZoneScale(zoneOf), options) as unknown as IChartApi;
  chart.applyOptions({
    timeScale: {
      tickMarkFormatter: (time: Time, type: TickMarkType) => formatChartMark(time, type, zoneOf()),
    },
  });
  return chart;
}
