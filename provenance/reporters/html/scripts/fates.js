// What became of the sentences of a dispatch: kept, edited or cut, by whom and when.

const FATES = {
  k: ["kept", "●", "word for word"],
  e: ["edited", "◐", "in other words"],
  c: ["cut", "○", "not in the article"],
};

function useOf({ article = null, dispatch = null }) {
  return report.uses.find((use) => use.article === article && use.dispatch === dispatch) || null;
}

function fatesSection(use, text) {
  if (!use) return null;
  const first = use.dispatch === null ? articles[use.article].minute : articles[use.users[0]].minute;
  const totals = Object.keys(FATES).map((key) => use.sentences.reduce((sum, one) => sum + countOf(one[2], key), 0));
  const all = totals.reduce((sum, one) => sum + one, 0);
  return section(
    "fates",
    "What became of its sentences",
    `${counted(use.users.length, "article")} used it: of its sentences, ${Object.values(FATES)
      .map(([name], place) => `${percent(all ? totals[place] / all : 0)} were ${name}`)
      .join(", ")}, over all articles.`,
    element(
      "ol",
      { class: "fates" },
      use.sentences.map(([start, stop, fates]) => fateRow(use, text && text(start, stop), fates, first)),
    ),
  );
}

function countOf(fates, key) {
  return fates.split(key).length - 1;
}

function fateRow(use, sentence, fates, first) {
  const list = element("div", {});
  const more = element(
    "details",
    { on: { toggle: () => more.open && !list.firstChild && fill(list, fateLists(use, fates, first)) } },
    element(
      "summary",
      {},
      Object.entries(FATES).map(([key, [name, sign]]) => {
        const many = countOf(fates, key);
        return element(
          "span",
          { class: `fate ${name}`, style: { "--many": many } },
          element("span", { "aria-hidden": "true" }, `${sign} `),
          `${name} by ${number(many)}`,
        );
      }),
    ),
    list,
  );
  return element("li", {}, sentence && element("span", { class: "sentence", dir: "auto" }, sentence), more);
}

function fateLists(use, fates, first) {
  return Object.entries(FATES).map(([key, [name, sign, words]]) => {
    const members = use.users.filter((_, place) => fates[place] === key);
    return (
      members.length > 0 && [
        element("p", { class: "by" }, `${sign} ${name}, ${words}`),
        element(
          "ul",
          {},
          members.map((article) =>
            element("li", {}, articleLink(article), element("span", { class: "by" }, ` ${whenUsed(article, first)}`)),
          ),
        ),
      ]
    );
  });
}

function whenUsed(article, first) {
  const { minute, source, published } = articles[article];
  const hours = minute === null || first === null ? null : (minute - first) / 60;
  const late = hours === null || hours === 0 ? null : `${Math.abs(hours).toFixed(1)} h ${hours > 0 ? "later" : "earlier"}`;
  return [source, published, late].filter(Boolean).join(" · ");
}
