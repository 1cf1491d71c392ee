// The page of an unseen dispatch: its rebuilt sentences and its witnesses.

function dispatchPage(place) {
  const { confidence, witnesses, sentences } = report.dispatches[place];
  const name = dispatchName(place);
  return [
    element("p", { class: "crumb" }, element("a", { href: overviewHref() }, "Overview"), " / unseen dispatch"),
    element("h1", { class: "pair-title" }, name[0].toUpperCase() + name.slice(1)),
    element(
      "p",
      { class: "deck" },
      `${counted(witnesses.length, "article")} share prose that none of them seems to have written: a text that is not among the articles (${percent(confidence)} sure).`,
    ),
    element(
      "div",
      { class: "article" },
      element("div", { class: "aside" }, section("witnesses", "Who carries it", null, witnessTable(witnesses))),
      report.with_text && sentences.length > 0 && rebuilt(sentences),
    ),
    fatesSection(useOf({ dispatch: place }), report.with_text && ((start) => shown(sentences[start][0]))),
  ];
}

function witnessTable(witnesses) {
  return sortable({
    caption: "Who carries it",
    columns: [
      { head: "Article", value: ([article]) => headline(article), cell: ([article]) => articleCell(article) },
      {
        head: "Published",
        value: ([article]) => articles[article].minute,
        cell: ([article]) => articles[article].published || "",
      },
      { head: "Words of it", numeric: true, value: ([, words]) => words, cell: ([, words]) => number(words) },
    ],
    rows: witnesses,
    shown: 30,
    sort: { place: 2, down: true },
  });
}

function rebuilt(sentences) {
  return element(
    "section",
    { class: "reading", "aria-labelledby": "title-text" },
    element("h2", { id: "title-text" }, "What can be rebuilt of it"),
    element(
      "p",
      { class: "about" },
      "The sentences that two or more articles have, each in its longest reading, in the likeliest order. Behind each, who has it.",
    ),
    element(
      "ol",
      { class: "rebuilt" },
      sentences.map(([text, witnesses]) =>
        element(
          "li",
          {},
          element("span", { class: "sentence", dir: "auto" }, shown(text)),
          element(
            "span",
            { class: "bearers" },
            witnesses.map((article, place) => [place > 0 && ", ", articleLink(article)]),
          ),
        ),
      ),
    ),
  );
}
