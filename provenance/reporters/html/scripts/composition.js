// Compositions of articles as stacked bars: one part per origin, in colours with patterns, and in words.

const ORIGINS = {
  dispatch: "from a dispatch among the articles",
  unseen: "from a text that is not among them",
  article: "from another outlet's article",
  publisher: "in an article of the same publisher, too",
  quotation: "quoted",
  boilerplate: "boilerplate of the page",
  own: "their own",
};

// The description of the bar, for screen readers and beside the bar.
function compositionWords(parts) {
  return parts.map((part) => `${part.percent} ${oneLine(part.label)}`).join(", ");
}

// A bar is an image of the description beside it. chosen(place) is called on a click on a part.
function compositionBar(parts, { large, chosen } = {}) {
  return element(
    "div",
    { class: `composition${large ? " large" : ""}`, "aria-hidden": "true" },
    parts.map((part, place) =>
      element(
        "span",
        {
          class: `part from-${part.kind}${chosen ? " chosen" : ""}`,
          style: { "--share": `${part.share / 100}%` },
          title: `${part.percent} ${oneLine(part.label)}`,
          "data-part": place,
          on: chosen ? { click: () => chosen(place) } : null,
        },
        // The number is shown if the part is wide enough; on a phone it must be twice as wide.
        large &&
          part.share >= 900 &&
          element("span", { class: part.share >= 1800 ? "said" : "said narrow" }, part.percent),
      ),
    ),
  );
}

function composed(parts, settings) {
  return [compositionBar(parts, settings), element("span", { class: "composed" }, compositionWords(parts))];
}

// One article in a table: a click on a part opens the article there.
function composedArticle(article) {
  const { parts } = articles[article];
  return composed(parts, {
    chosen: (place) => {
      location.hash = articleHref(article, place);
    },
  });
}

function swatch(kind) {
  return element("span", { class: `swatch part from-${kind}`, "aria-hidden": "true" });
}

function compositionLegend() {
  return element(
    "ul",
    { class: "legend" },
    Object.entries(ORIGINS).map(([kind, text]) => element("li", {}, swatch(kind), text)),
  );
}

const ORIGIN_KINDS = Object.keys(ORIGINS);

const REUSED = ["dispatch", "unseen", "article"];

// Whole percentages that add up to 100, and those of others' text to its rounded share, as in all other views.
function wholePercents(words, kinds) {
  const sum = (list) => list.reduce((all, one) => all + one, 0);
  const total = sum(words);
  if (!total) return words.map(() => 0);
  const others = sum(words.filter((_, part) => REUSED.includes(kinds[part])));
  const found = words.map((one) => Math.floor((one * 100) / total));
  const rest = words.map((one) => (one * 100) % total);
  const share = (parts, points) => {
    const left = points - sum(parts.map((part) => found[part]));
    const byRest = parts.slice().sort((a, b) => rest[b] - rest[a] || a - b);
    for (const part of byRest.slice(0, left)) found[part]++;
  };
  const places = [...words.keys()];
  if (others > 0 && others < total) {
    const points = Math.min(9999, Math.max(1, Math.round((others / total) * 10000)));
    const whole = Math.max(1, Math.min(99, Math.floor((points + 50) / 100)));
    share(places.filter((part) => REUSED.includes(kinds[part])), whole);
    share(places.filter((part) => !REUSED.includes(kinds[part])), 100 - whole);
    return found;
  }
  share(places, 100);
  const whole = found.indexOf(100);
  if (whole >= 0 && Math.max(...words) < total) {
    let next = whole ? 0 : 1;
    words.forEach((one, part) => {
      if (part !== whole && one > words[next]) next = part;
    });
    found[whole] = 99;
    found[next] = 1;
  }
  return found;
}

// The composition of some articles, added up from their parts.
function addedUp(name, members) {
  const found = new Map();
  for (const article of members)
    for (const part of articles[article].parts) {
      const key = `${part.kind} ${part.group}`;
      if (!found.has(key)) found.set(key, { kind: part.kind, label: part.group, words: 0 });
      found.get(key).words += part.words;
    }
  const parts = [...found.values()].sort(
    (a, b) => ORIGIN_KINDS.indexOf(a.kind) - ORIGIN_KINDS.indexOf(b.kind) || b.words - a.words || (a.label < b.label ? -1 : 1),
  );
  const words = parts.reduce((sum, part) => sum + part.words, 0);
  const percents = wholePercents(parts.map((part) => part.words), parts.map((part) => part.kind));
  parts.forEach((part, place) => {
    const share = part.words / words;
    part.share = Math.round(share * 10000);
    part.percent = percents[place] && share >= 0.005 ? `${percents[place]}%` : "<1%";
  });
  return { name, articles: members.length, words, parts };
}

function shownCompositions() {
  if (filtered().all) return report.compositions;
  const members = filtered().articles.filter((article) => articles[article].role !== "wire");
  const of = new Map();
  for (const article of members) {
    const name = articles[article].source || "no source named";
    if (of.has(name)) of.get(name).push(article);
    else of.set(name, [article]);
  }
  const outlets = of.size > 1 ? [...of].map(([name, list]) => addedUp(name, list)) : [];
  return [addedUp("all", members), ...outlets];
}

function compositions() {
  const [all, ...outlets] = shownCompositions();
  const whose = filtered().all ? "All" : "The shown";
  if (!all.articles) return element("p", { class: "nothing" }, "No article is left with these filters.");
  return [
    compositionBar(all.parts, { large: true }),
    element("p", { class: "composed" }, `${whose} ${counted(all.articles, "article")}: ${compositionWords(all.parts)}`),
    compositionLegend(),
    outlets.length > 0 &&
      sortable({
        caption: "What the articles of each outlet are made of",
        id: "composition-table",
        columns: [
          { head: "Outlet", value: (row) => row.name, cell: (row) => oneLine(row.name) },
          { head: "Made of", down: true, value: notOwn, cell: (row) => composed(row.parts) },
          { head: "Articles", numeric: true, value: (row) => row.articles, cell: (row) => number(row.articles) },
          { head: "Words", numeric: true, value: (row) => row.words, cell: (row) => number(row.words) },
        ],
        rows: outlets,
        sort: { place: 2, down: true },
        shown: 12,
      }),
  ];
}

// The share from others, by which the bars are sorted.
function notOwn({ parts }) {
  const others = parts.filter((part) => REUSED.includes(part.kind));
  return others.reduce((sum, part) => sum + part.share, 0);
}
