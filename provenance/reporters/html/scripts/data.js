// The data of the report, with accessors.

const report = JSON.parse(document.getElementById("report").textContent);
const articles = report.articles;
const pairs = report.pairs;
const KINDS = ["verbatim", "edited", "paraphrase"];
const KIND_WORDS = { verbatim: "word for word", edited: "edited", paraphrase: "reworded" };

// As given; what is shown of them is cleaned.
const ids = articles.map((article) => article.id);
const placeOfId = new Map(ids.map((id, place) => [id, place]));

for (const article of articles) {
  for (const key of ["id", "name", "title", "source", "published", "said", "unseen"]) {
    if (article[key] !== null) article[key] = oneLine(article[key]);
  }
  if (!article.name) article.name = article.id || "(no name)";
}

const pairAt = new Map();
const pairsOf = articles.map(() => []);
for (let pair = 0; pair < pairs.left.length; pair++) {
  pairAt.set(pairs.left[pair] * articles.length + pairs.right[pair], pair);
  pairsOf[pairs.left[pair]].push(pair);
  pairsOf[pairs.right[pair]].push(pair);
}

function pairOf(one, other) {
  const pair = pairAt.get(Math.min(one, other) * articles.length + Math.max(one, other));
  return pair === undefined ? null : pair;
}

function partnerIn(pair, article) {
  return pairs.left[pair] === article ? pairs.right[pair] : pairs.left[pair];
}

// The number of words of an article in passages that it shares with the other one of a pair.
function wordsOf(pair, article, quotations) {
  const side = pairs.left[pair] === article ? "left" : "right";
  return pairs[quotations ? `${side}_words` : `${side}_prose`][pair];
}

// The containment of an article in the other one: only matching words count.
function shareOf(pair, article, quotations) {
  const side = pairs.left[pair] === article ? "left" : "right";
  return pairs[quotations ? `${side}_share` : `${side}_prose_share`][pair] / 10000;
}

// The passages of a pair, with the sides named after the articles' positions.
function passagesOf(pair) {
  const columns = report.passages;
  const found = [];
  for (let k = pairs.first[pair]; k < pairs.first[pair] + pairs.shown[pair]; k++) {
    found.push({
      left: [columns.left[k], columns.left[k] + columns.left_length[k]],
      right: [columns.right[k], columns.right[k] + columns.right_length[k]],
      kind: KINDS[columns.kind[k] & 3],
      quoted: columns.kind[k] > 3,
      alike: columns.alike[k] / 10000,
      words: columns.words[k],
    });
  }
  return found;
}

// A text as shown, with the string index of each code point: code points beyond the BMP take two units.
const texts = new Map();

function textOf(article) {
  if (!texts.has(article)) {
    if (texts.size > 8) texts.delete(texts.keys().next().value);
    texts.set(article, located(articles[article].text));
  }
  return texts.get(article);
}

function located(original) {
  const text = shown(original);
  if (!/[\ud800-\udbff]/.test(text)) return { text, at: (point) => point };
  const places = [];
  for (let place = 0; place < text.length; place++) {
    places.push(place);
    if (text.codePointAt(place) > 0xffff) place++;
  }
  places.push(text.length);
  return { text, at: (point) => places[Math.min(point, places.length - 1)] };
}

function language(article) {
  const tag = articles[article].language;
  return tag && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) ? tag : null;
}

function dispatchName(dispatch) {
  const { name, agency } = report.dispatches[dispatch];
  return agency ? `${oneLine(agency)} dispatch ${oneLine(name)}` : `dispatch ${oneLine(name)}`;
}

function sourceWords(article) {
  const { source, role, published } = articles[article];
  return [source, role === "wire" ? "wire" : null, published].filter(Boolean).join(" · ");
}

// The label of an article: its headline, else its id.
function headline(article) {
  return articles[article].title || articles[article].name;
}

// The likely source of its text, with the confidence. A source among the articles is named by its headline.
function whereFrom(article) {
  const { said, sure, origin } = articles[article];
  const id = origin === null ? "" : articles[origin].id;
  const at = id ? said.indexOf(id) : -1;
  const named = at < 0 ? said : [`${said.slice(0, at)}“`, articleLink(origin), `”${said.slice(at + id.length)}`];
  return said && sure ? [named, ` (${sure})`] : named;
}

// A stretch of an article with its source, as it is copied.
function cited(text, article, start, stop) {
  const { title, source, published, id } = articles[article];
  const whose = [title, source, published].filter(Boolean).join(", ");
  return `“${text.trim()}”\n${whose ? `${whose} ` : ""}(${id}, characters ${start}–${stop})`;
}

// Addresses name articles by their ids, so that they lead to the same ones in a later report.
function coded(name) {
  try {
    return encodeURIComponent(name);
  } catch {
    return "";
  }
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function articleHref(article, part) {
  return `#/article/${coded(ids[article])}${part === undefined ? "" : `/${part + 1}`}`;
}

function dispatchHref(dispatch) {
  return `#/dispatch/${coded(report.dispatches[dispatch].name)}`;
}

function articleLink(article, text) {
  return element("a", { href: articleHref(article) }, text === undefined ? headline(article) : text);
}

// An article in a table: its headline, and below it id, publisher and time. link: the target of the link.
function articleCell(article, link) {
  const { title, name } = articles[article];
  const below = [title && name, sourceWords(article)].filter(Boolean).join(" · ");
  return [link || articleLink(article), below && element("span", { class: "by" }, below)];
}

function pairHref(one, other, passage) {
  return `#/pair/${coded(ids[one])}/${coded(ids[other])}${passage === undefined ? "" : `/${passage + 1}`}`;
}
