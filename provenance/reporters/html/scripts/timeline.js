// The timeline: a dot for each text, a lane for each source with everything derived from it.

const LANE_NAMES = 28;
// More articles are drawn as columns, in lanes for the largest sources alone.
const DENSE = 400;
const MOST_LANES = 12;
const COLUMN = 44;

function timeline() {
  const timed = filtered().articles.filter((i) => articles[i].minute !== null);
  timed.sort((a, b) => articles[a].minute - articles[b].minute);
  const charts = episodes(timed).filter(
    (members) => articles[members[0]].minute < articles[members[members.length - 1]].minute,
  );
  if (!charts.length) return element("p", { class: "nothing" }, "No times are left with these filters.");
  const holder = element("div", { class: "timeline", tabindex: "0", role: "region", "aria-label": "Timeline" });
  const draw = () =>
    fill(
      holder,
      charts.map((members) => chart(members, Math.max(560, holder.clientWidth || 900))),
    );
  new ResizeObserver(() => holder.isConnected && draw()).observe(holder);
  return holder;
}

// Whether two articles at least have different times.
function hasTimeline() {
  const times = articles.map((article) => article.minute).filter((minute) => minute !== null);
  return new Set(times).size > 1;
}

// A gap that is longer than most of the time span begins a new chart.
function episodes(timed) {
  const at = (k) => articles[timed[k]].minute;
  const gaps = timed.map((_, k) => (k ? at(k) - at(k - 1) : 0));
  const widest = gaps.indexOf(Math.max(...gaps));
  if (timed.length < 4 || gaps[widest] < 0.5 * (at(timed.length - 1) - at(0)) || gaps[widest] < 2880)
    return timed.length ? [timed] : [];
  return [...episodes(timed.slice(0, widest)), ...episodes(timed.slice(widest))];
}

function lanes(timed) {
  const known = new Set(timed);
  const left = new Set(timed);
  const found = [];
  for (const root of shownForest()) {
    const members = [];
    const walk = (node) => {
      if (node.article !== null && known.has(node.article)) members.push(node.article);
      node.children.forEach(walk);
    };
    walk(root);
    if (members.length < 2) continue;
    members.forEach((member) => left.delete(member));
    found.push({ name: root.article === null ? root.name : headline(root.article), members });
  }
  if (timed.length > DENSE) {
    found.sort((a, b) => b.members.length - a.members.length);
    for (const { members } of found.splice(MOST_LANES)) for (const one of members) left.add(one);
  }
  if (left.size) found.push({ name: found.length ? "others" : "articles", members: [...left] });
  return found;
}

function chart(timed, width) {
  const first = articles[timed[0]].minute;
  const last = articles[timed[timed.length - 1]].minute;
  const margin = { left: 16, right: 24, top: 8, bottom: 30 };
  const dot = 11;
  const x = (minute) => margin.left + ((minute - first) / (last - first)) * (width - margin.left - margin.right);
  const shapes = [];
  let y = margin.top;
  const places = new Map();
  for (const lane of lanes(timed)) {
    const stacked = new Map();
    lane.members.sort((a, b) => articles[a].minute - articles[b].minute);
    if (timed.length > DENSE) {
      const columns = new Map();
      for (const article of lane.members) {
        const column = Math.round(x(articles[article].minute) / dot);
        if (columns.has(column)) columns.get(column).push(article);
        else columns.set(column, [article]);
      }
      shapes.push(...laneColumns(lane, columns, y, width, margin, dot));
      y += 22 + COLUMN + 14;
      continue;
    }
    let height = 1;
    const spots = lane.members.map((article) => {
      const at = x(articles[article].minute);
      const column = Math.round(at / dot);
      const level = stacked.get(column) || 0;
      stacked.set(column, level + 1);
      height = Math.max(height, level + 1);
      return { article, at: column * dot, level };
    });
    const base = y + 22 + height * dot;
    shapes.push(
      drawing(
        "text",
        { x: margin.left, y: y + 14, class: "lane" },
        `${shortened(lane.name, LANE_NAMES)} (${number(lane.members.length)})`,
      ),
      drawing("line", { x1: margin.left, x2: width - margin.right, y1: base + 4, y2: base + 4, class: "axis" }),
    );
    for (const spot of spots) places.set(spot.article, [spot.at, base - 5 - spot.level * dot]);
    y = base + 14;
  }
  for (const [article, [cx, cy]] of places) {
    const { published, degree, role } = articles[article];
    const label = `${headline(article)}, ${published}, ${DEGREES[role === "wire" ? "wire" : degree]}`;
    shapes.push(
      drawing(
        "a",
        { href: articleHref(article), "aria-label": label },
        degreeMark(role === "wire" ? "wire" : degree, cx, cy, 4.5, {}, drawing("title", {}, label)),
      ),
    );
  }
  for (const [minute, label] of ticks(first, last, Math.floor(width / 110))) {
    shapes.push(
      drawing("line", { x1: x(minute), x2: x(minute), y1: margin.top, y2: y, class: "tick" }),
      drawing("text", { x: Math.min(x(minute), width - 40), y: y + 16, class: "when", "text-anchor": "middle" }, label),
    );
  }
  const label = `${counted(timed.length, "article")} from ${moment(first, true)} to ${moment(last, true)}. The table of articles, sorted by time, says the same.`;
  return drawing(
    "svg",
    {
      role: timed.length > DENSE ? "img" : "group",
      "aria-label": label,
      width,
      height: y + margin.bottom,
      viewBox: `0 0 ${width} ${y + margin.bottom}`,
    },
    shapes,
  );
}

// A lane of many articles: a column for each moment, as high as the most have.
function laneColumns({ name, members }, columns, y, width, margin, dot) {
  const most = Math.max(...[...columns.values()].map((list) => list.length));
  const base = y + 22 + COLUMN;
  return [
    drawing(
      "text",
      { x: margin.left, y: y + 14, class: "lane" },
      `${shortened(name, LANE_NAMES)} (${number(members.length)})`,
    ),
    drawing("line", { x1: margin.left, x2: width - margin.right, y1: base + 1, y2: base + 1, class: "axis" }),
    ...[...columns].map(([column, list]) => {
      const height = Math.max(2, (list.length / most) * COLUMN);
      return drawing(
        "rect",
        { x: column * dot - 4.5, y: base - height, width: 9, height, class: "node column" },
        drawing("title", {}, `${counted(list.length, "article")} from ${articles[list[0]].published}`),
      );
    }),
  ];
}

const STEPS = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 43200, 129600, 525600, 5256000];

function ticks(first, last, most) {
  const step = STEPS.find((one) => (last - first) / one <= most) || STEPS[STEPS.length - 1];
  const found = [];
  let year = null;
  for (let minute = Math.ceil(first / step) * step; minute <= last; minute += step) {
    // The year stands where it begins, and at the first of all.
    const now = new Date(minute * 60000).getUTCFullYear();
    const clock = step < 1440;
    found.push([minute, `${clock && now !== year ? `${now}-` : ""}${moment(minute, clock)}`]);
    year = now;
  }
  return found;
}

// In UTC, whatever the reader's time zone.
function moment(minute, clock) {
  const text = new Date(minute * 60000).toISOString();
  return clock ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(0, 10);
}
