// The filters: one bar for all numbers, tables and maps of the overview. What is set stands in the address.

const CLASSES = ["agency copy", "same publisher", "self update", "quotation", "boilerplate", "common source", "other"];
const CREDITED = ["reused, credited", "reused, not credited", "credited, not reused", "neither"];
const FILTER_NAMES = ["find", "outlet", "agency", "credited", "degree", "class", "from", "to", "publisher", "quoted", "words", "percent"];
const DEFAULTS = { quoted: report.quotations ? "include" : "exclude" };
const filters = {};

function filterValue(name) {
  return filters[name] ?? DEFAULTS[name] ?? "";
}

function quotationsCount() {
  return filterValue("quoted") === "include";
}

function overviewHref() {
  const set = FILTER_NAMES.filter((name) => filterValue(name) !== (DEFAULTS[name] ?? ""));
  if (!set.length) return "#/";
  return `#/?${set.map((name) => `${name}=${encodeURIComponent(filters[name])}`).join("&")}`;
}

// Reads the filters of an address; unknown names are left out.
function readFilters(address) {
  for (const name of FILTER_NAMES) delete filters[name];
  for (const part of (address.split("?")[1] || "").split("&")) {
    const [name, value] = part.split("=");
    if (FILTER_NAMES.includes(name) && value) filters[name] = decoded(value);
  }
  shownNow = null;
}

// Which of the four columns of the table of credits counts an article; dispatches are in none.
function creditedColumn(article) {
  const { role, reused, credited } = articles[article];
  if (role === "wire") return -1;
  return reused ? (credited ? 0 : 1) : credited ? 2 : 3;
}

const searched = [];

function searchText(article) {
  const { id, title, source, text } = articles[article];
  searched[article] ||= [id, title, source, text].filter(Boolean).join("\n").toLocaleLowerCase();
  return searched[article];
}

// The conditions on an article alone, and those on a pair; only what is set is asked.
function articleConditions() {
  const value = (name) => filterValue(name);
  const found = [];
  if (value("outlet")) found.push((i) => (articles[i].source || "") === value("outlet"));
  if (value("agency")) found.push((i) => articles[i].agency === value("agency"));
  if (value("credited")) found.push((i) => CREDITED[creditedColumn(i)] === value("credited"));
  if (value("degree"))
    found.push((i) => (articles[i].role === "wire" ? "wire" : articles[i].degree) === value("degree"));
  if (value("from")) found.push((i) => articles[i].published !== null && articles[i].published.slice(0, 10) >= value("from"));
  if (value("to")) found.push((i) => articles[i].published !== null && articles[i].published.slice(0, 10) <= value("to"));
  if (value("find")) {
    const wanted = value("find").toLocaleLowerCase();
    found.push((i) => searchText(i).includes(wanted));
  }
  return found;
}

function pairConditions() {
  const found = [];
  const quoted = quotationsCount();
  const most = (measure) => (pair) =>
    Math.max(measure(pair, pairs.left[pair], quoted), measure(pair, pairs.right[pair], quoted));
  const [words, share] = [most(wordsOf), most(shareOf)];
  const overlap = CLASSES.indexOf(filterValue("class"));
  if (overlap >= 0) found.push((pair) => Boolean(pairs.classes[pair] & (1 << overlap)));
  if (filterValue("publisher")) {
    const same = filterValue("publisher") === "same";
    found.push((pair) => samePublisher(pairs.left[pair], pairs.right[pair]) === same);
  }
  if (Number(filterValue("words")) > 0) found.push((pair) => words(pair) >= Number(filterValue("words")));
  if (Number(filterValue("percent")) > 0) found.push((pair) => share(pair) * 100 >= Number(filterValue("percent")));
  return found;
}

function samePublisher(one, other) {
  return articles[one].house !== null && articles[one].house === articles[other].house;
}

let shownNow = null;

// What the filters leave: articles that meet the conditions on articles and, if there are conditions on pairs, are in
// a pair that meets those; and pairs of at least one such article.
function filtered() {
  if (shownNow) return shownNow;
  const meets = (conditions, one) => conditions.every((condition) => condition(one));
  const [ofArticle, ofPair] = [articleConditions(), pairConditions()];
  const quoted = quotationsCount();
  const article = new Uint8Array(articles.length);
  const pair = new Uint8Array(pairs.left.length);
  const within = new Uint8Array(articles.length);
  for (let i = 0; i < articles.length; i++) article[i] = meets(ofArticle, i) ? 1 : 0;
  for (let k = 0; k < pair.length; k++) {
    const [left, right] = [pairs.left[k], pairs.right[k]];
    if (!article[left] && !article[right]) continue;
    if (!quoted && !pairs.left_prose[k] && !pairs.right_prose[k]) continue;
    if (!meets(ofPair, k)) continue;
    pair[k] = 1;
    within[left] = within[right] = 1;
  }
  if (ofPair.length) for (let i = 0; i < articles.length; i++) article[i] &= within[i];
  const places = (flags) => Array.from(flags.keys()).filter((place) => flags[place]);
  shownNow = { article, pair, articles: places(article), pairs: places(pair), all: !ofArticle.length && !ofPair.length };
  return shownNow;
}

function filteredWords() {
  const shown = filtered();
  const passages = (list) => list.reduce((sum, pair) => sum + pairs.count[pair], 0);
  if (shown.all && quotationsCount())
    return `All ${counted(articles.length, "article")}, ${counted(pairs.left.length, "pair")}.`;
  return `Shown: ${number(shown.articles.length)} of ${counted(articles.length, "article")}, ${number(shown.pairs.length)} of ${counted(pairs.left.length, "pair")} with ${counted(passages(shown.pairs), "passage")}.`;
}

function sources() {
  return distinct((article) => article.source);
}

function distinct(value) {
  return [...new Set(articles.map(value).filter(Boolean))].sort(COLLATOR.compare);
}

// The bar; changed() is called after each change.
function filterBar(changed) {
  const inputs = {};
  const said = element("p", { class: "shown-count" });
  const clear = element("button", { type: "button", on: { click: () => reset({}) } }, "Clear filters");

  function set(name, value) {
    if (value === (DEFAULTS[name] ?? "")) delete filters[name];
    else filters[name] = value;
    apply();
  }

  function apply() {
    shownNow = null;
    history.replaceState(history.state, "", overviewHref());
    tell();
    changed();
    announce(said.textContent);
  }

  function tell() {
    fill(said, filteredWords());
    clear.hidden = !Object.keys(filters).length;
    updateNavigation();
  }

  // Sets these filters and clears all others.
  function reset(wanted) {
    for (const name of FILTER_NAMES) delete filters[name];
    Object.assign(filters, wanted);
    for (const [name, input] of Object.entries(inputs)) {
      if (input.type === "checkbox") input.checked = quotationsCount();
      else input.value = filterValue(name);
    }
    apply();
  }

  const keep = (name, made) => {
    inputs[name] = made.querySelector("select, input");
    return made;
  };
  const chosen = (name, label, options) =>
    options.length > 0 &&
    keep(
      name,
      choice(label, filterValue(name), [["", "all"], ...options], (value) => set(name, value)),
    );
  const same = (names) => names.map((name) => [name, shortened(oneLine(name), 36)]);
  const typed = (name, label, more) => {
    const input = element("input", { ...more, on: { input: () => set(name, input.value.trim()) } });
    input.value = filterValue(name);
    return keep(name, control(label, input));
  };
  const dated = articles.some((article) => article.published);
  const classes = CLASSES.filter((_, code) => pairs.classes.some((mask) => mask & (1 << code)));
  const degrees = Object.keys(DEGREES).filter((key) => articles.some((one) => (one.role === "wire" ? "wire" : one.degree) === key));
  const bar = element(
    "div",
    { class: "filters", role: "search", "aria-label": "Filters for the whole report" },
    element(
      "div",
      { class: "controls" },
      typed("find", "Find", { type: "search", placeholder: "words in id, title or text" }),
      sources().length > 1 && chosen("outlet", "Outlet", same(sources())),
      chosen("agency", "Agency", same(distinct((article) => article.agency))),
      report.credited && chosen("credited", "Credited", same(CREDITED)),
      chosen("degree", "Degree", degrees.map((key) => [key, DEGREES[key]])),
      chosen("class", "Class", same(classes)),
      distinct((article) => article.house).length > 1 &&
        chosen("publisher", "Publisher", [
          ["other", "different ones"],
          ["same", "the same one"],
        ]),
      dated && typed("from", "From", { type: "date" }),
      dated && typed("to", "To", { type: "date" }),
      typed("words", "Least words", { type: "number", min: 0, inputmode: "numeric" }),
      typed("percent", "Least percent", { type: "number", min: 0, max: 100, inputmode: "numeric" }),
      keep(
        "quoted",
        toggle("Count quoted words", quotationsCount(), (on) => set("quoted", on ? "include" : "exclude")),
      ),
      clear,
    ),
    said,
  );
  tell();
  return { bar, reset };
}
