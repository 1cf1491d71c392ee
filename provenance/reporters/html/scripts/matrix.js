// What the heat map shows: articles, or whole outlets; its rows and columns, their order, and the values of cells.

const SETTINGS = { measure: report.measure, order: "cluster", scope: null, empty: articles.length <= 30, zoom: 1 };
// More articles are first shown outlet by outlet; still more are not drawn one by one at all.
const MANY = 100;
const MOST = 800;
// Two articles belong to one story if each has this share of the other's words.
const STORY_SHARE = 0.2;
const MOST_STORIES = 60;

const ORDERS = [
  ["cluster", "what is alike together"],
  ["read", "as read"],
  ["name", "name"],
  ["source", "source"],
  ["time", "time"],
  ["share", "share reused"],
];

function orders() {
  const known = { source: articles.some((a) => a.source), time: articles.some((a) => a.minute !== null) };
  return ORDERS.filter(([key]) => known[key] !== false);
}

let storiesFound = null;

// The stories of two articles or more, the largest first: [[article, ...], ...].
function storyList() {
  if (storiesFound) return storiesFound;
  const root = articles.map((_, place) => place);
  const top = (place) => {
    while (root[place] !== place) place = root[place] = root[root[place]];
    return place;
  };
  for (let pair = 0; pair < pairs.left.length; pair++) {
    if (Math.min(pairs.left_share[pair], pairs.right_share[pair]) < STORY_SHARE * 10000) continue;
    const [one, other] = [top(pairs.left[pair]), top(pairs.right[pair])].sort((a, b) => a - b);
    root[other] = one;
  }
  const members = new Map();
  articles.forEach((_, place) => {
    const at = top(place);
    if (members.has(at)) members.get(at).push(place);
    else members.set(at, [place]);
  });
  storiesFound = [...members.values()]
    .filter((story) => story.length > 1)
    .sort((a, b) => b.length - a.length || a[0] - b[0]);
  return storiesFound;
}

// What the map can be a map of; the first that fits is shown first.
function scopes() {
  const found = [];
  if (sources().length > 1) found.push(["outlets", "outlet by outlet"]);
  if (articles.length <= MOST || !found.length) found.push(["articles", "every article"]);
  if (articles.length > 30)
    storyList()
      .slice(0, MOST_STORIES)
      .forEach((story, place) =>
        found.push([String(place), `${counted(story.length, "article")}: ${shortened(headline(story[0]), 44)}`]),
      );
  return found;
}

function scopeOf(settings) {
  return settings.scope || (articles.length > MANY && sources().length > 1 ? "outlets" : "articles");
}

function inOrder(settings) {
  if (settings.order === "cluster") return report.order.slice();
  const places = articles.map((_, place) => place);
  const value = {
    read: (i) => i,
    name: (i) => articles[i].name,
    source: (i) => articles[i].source,
    time: (i) => articles[i].minute,
    share: (i) => -articles[i].share,
  }[settings.order];
  return inSortOrder(places, value, 1);
}

// The rows are the articles that the filters leave; the columns are these and all that share something with one.
function chosen(settings) {
  const shown = filtered();
  const scope = scopeOf(settings);
  const story = scope === "articles" ? null : new Set(storyList()[Number(scope)] || []);
  const counts = (i) => pairsOf[i].some((pair) => shown.pair[pair] && wordsOf(pair, i, quotationsCount()));
  const order = inOrder(settings).filter((i) => (!story || story.has(i)) && (settings.empty || counts(i)));
  const rows = order.filter((i) => shown.article[i]);
  if (rows.length === order.length) return { rows, columns: order };
  const near = new Set(rows);
  for (const i of rows) for (const pair of pairsOf[i]) if (shown.pair[pair]) near.add(partnerIn(pair, i));
  return { rows, columns: order.filter((i) => near.has(i)) };
}

function worth(pair, article, settings) {
  return settings.measure === "words"
    ? wordsOf(pair, article, quotationsCount())
    : shareOf(pair, article, quotationsCount());
}

function worthText(value, settings) {
  return settings.measure === "words" ? counted(value, "word") : percent(value);
}

// A grid is what the heat map draws: the names of rows and columns, cells as [row, column, value], the column of each
// row that is the row itself, and what is said and opened at a cell.
function gridOf(settings) {
  return scopeOf(settings) === "outlets" ? outletGrid() : articleGrid(settings);
}

function articleGrid(settings) {
  const { rows, columns } = chosen(settings);
  if (rows.length > MOST || columns.length > 2 * MOST) return { rows, columns, tooMany: true };
  const shown = filtered();
  const columnOf = new Map(columns.map((article, place) => [article, place]));
  const cells = [];
  let most = 1;
  rows.forEach((article, row) => {
    for (const pair of pairsOf[article]) {
      const column = columnOf.get(partnerIn(pair, article));
      const value = column === undefined || !shown.pair[pair] ? 0 : worth(pair, article, settings);
      if (!value) continue;
      cells.push([row, column, value]);
      most = Math.max(most, value);
    }
  });
  return {
    rows,
    columns,
    cells,
    most,
    itself: rows.map((article) => columnOf.get(article)),
    name: (row) => mapName(rows[row]),
    text: (value) => worthText(value, settings),
    brief: (value) => (settings.measure === "words" ? String(value) : percent(value).replace("%", "")),
    about: `How much of ${counted(rows.length, "article")} stands in ${columns.length === rows.length ? "each other one" : `${number(columns.length)} others`}. Arrow keys move, Enter opens the pair.`,
    sentence: (row, column) => sentence(rows[row], columns[column]),
    open: (row, column) => {
      if (rows[row] === columns[column]) location.hash = articleHref(rows[row]);
      else if (pairOf(rows[row], columns[column]) !== null) location.hash = pairHref(rows[row], columns[column]);
    },
  };
}

// The outlet comes first: many print one headline.
function mapName(article) {
  const { source, title, name } = articles[article];
  return title ? [source, title].filter(Boolean).join(": ") : name;
}

function sentence(row, column) {
  if (row === column) {
    const words = counted(articles[row].words, "word");
    return { text: `${headline(row)}: ${words}.`, link: articleLink(row, "Read it") };
  }
  const pair = pairOf(row, column);
  const names = `${headline(row)} in ${headline(column)}`;
  const quotations = quotationsCount();
  if (pair === null || !wordsOf(pair, row, quotations)) return { text: `${names}: nothing.`, link: null };
  const share = percent(shareOf(pair, row, quotations));
  const words = counted(wordsOf(pair, row, quotations), "word");
  return {
    text: `${names}: ${share}, ${words} in ${counted(pairs.count[pair], "passage")}.`,
    link: element("a", { href: pairHref(row, column) }, "Compare"),
  };
}

// Outlet by outlet: how many articles of the row share text with one of the column.
function outletGrid() {
  const shown = filtered();
  const named = (article) => articles[article].source || "no source named";
  const of = new Map();
  for (const article of shown.articles) of.set(named(article), (of.get(named(article)) || 0) + 1);
  const sharing = new Map();
  for (const pair of shown.pairs)
    for (const [article, other] of [
      [pairs.left[pair], pairs.right[pair]],
      [pairs.right[pair], pairs.left[pair]],
    ]) {
      if (!shown.article[article] || !wordsOf(pair, article, quotationsCount())) continue;
      const key = JSON.stringify([named(article), named(other)]);
      if (!sharing.has(key)) sharing.set(key, new Set());
      sharing.get(key).add(article);
    }
  const rows = [...of.keys()].sort((a, b) => of.get(b) - of.get(a) || COLLATOR.compare(a, b)).slice(0, MOST);
  const partners = new Set([...sharing.keys()].map((key) => JSON.parse(key)[1]));
  const columns = rows.concat([...partners].filter((name) => !of.has(name)).sort(COLLATOR.compare));
  const columnOf = new Map(columns.map((name, place) => [name, place]));
  const rowOf = new Map(rows.map((name, place) => [name, place]));
  const cells = [];
  for (const [key, members] of sharing) {
    const [name, other] = JSON.parse(key);
    if (rowOf.has(name)) cells.push([rowOf.get(name), columnOf.get(other), members.size / of.get(name)]);
  }
  const members = (row, column) => (sharing.get(JSON.stringify([rows[row], columns[column]])) || new Set()).size;
  return {
    rows,
    columns,
    cells,
    most: 1,
    itself: rows.map(() => undefined),
    name: (row) => shortened(oneLine(rows[row]), 40),
    text: percent,
    brief: (value) => percent(value).replace("%", ""),
    about: `How many articles of ${counted(rows.length, "outlet")} share text with one of another. Arrow keys move, Enter shows the articles of the row.`,
    sentence: (row, column) => {
      const [many, all] = [members(row, column), of.get(rows[row])];
      const whose = rows[row] === columns[column] ? "another of its own" : `one of ${oneLine(columns[column])}`;
      return {
        text: `${oneLine(rows[row])}: ${number(many)} of ${counted(all, "article")} share text with ${whose} (${percent(many / all)}).`,
        link: null,
      };
    },
    open: (row) => {
      if (rows[row] !== "no source named") location.hash = `#/?outlet=${encodeURIComponent(rows[row])}`;
    },
  };
}
