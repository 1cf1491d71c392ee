// The page of an article: the origins of its words, the evidence, and its text with all shared spans marked.

function articlePage(article, part) {
  const one = articles[article];
  const stretches = report.with_text ? stretchesOf(article) : [];
  const text = report.with_text && articleText(article, stretches);
  // By the next frame the page is rendered and scrolled to its top.
  if (text && part !== null) requestAnimationFrame(() => text.lead(part));
  return [
    element("p", { class: "crumb" }, element("a", { href: overviewHref() }, "Overview"), " / article ", one.title && element("span", { class: "id" }, one.name)),
    element("h1", { class: "pair-title" }, headline(article)),
    sourceWords(article) && element("p", { class: "meta" }, sourceWords(article)),
    element("p", { class: "deck" }, articleSentence(article)),
    originBar(article, text),
    element(
      "div",
      { class: "article" },
      element(
        "div",
        { class: "aside" },
        evidenceList(article, text),
        creditList(article, text),
        partnerTable(article),
        metadataList(article),
      ),
      text && text.section,
    ),
    fatesSection(useOf({ article }), report.with_text && sentenceText(article)),
  ];
}

function sentenceText(article) {
  const { text, at } = textOf(article);
  return (start, stop) => text.slice(at(start), at(stop));
}

function articleSentence(article) {
  const one = articles[article];
  const takers = articles.filter((other) => other.origin === article).length;
  const over = one.via === null ? "" : ` It seems to have had them by way of ${headline(one.via)}.`;
  const taken = takers ? ` ${counted(takers, "other article")} ${takers === 1 ? "takes" : "take"} from it.` : "";
  if (one.degree === "unknown") {
    return [whereFrom(article), `; no other article here holds much of its prose, so how much is reused is not known.${taken}`];
  }
  const degree = DEGREES[one.degree];
  return [
    degree[0].toUpperCase() + degree.slice(1),
    one.said && [", ", whereFrom(article)],
    `: ${percent(one.share)} of its prose is reused.${over}${taken}`,
  ];
}

// The composition bar of an article, and its description: each part links to its spans in the text, and can be ticked
// out, which leaves the shares of the others.
function originBar(article, text) {
  const { parts } = articles[article];
  if (!parts.length) return null;
  const lead = text ? (place) => text.lead(place) : null;
  const out = new Set();
  const holder = element("div", {});
  const percents = element("p", { class: "shown-count", hidden: true });

  function shares() {
    if (!out.size) return parts.map((part) => ({ percent: part.percent, share: part.share }));
    const words = parts.map((part, place) => (out.has(place) ? 0 : part.words));
    const total = words.reduce((sum, one) => sum + one, 0);
    const whole = wholePercents(words, parts.map((part) => part.kind));
    return words.map((one, place) => ({
      percent: out.has(place) ? "–" : whole[place] ? `${whole[place]}%` : "<1%",
      share: total ? Math.round((one / total) * 10000) : 0,
    }));
  }

  const numbers = parts.map((part) => element("b", {}, part.percent));
  const draw = () => {
    const now = shares();
    fill(
      holder,
      compositionBar(
        parts.map((part, place) => ({ ...part, ...now[place] })),
        { large: true, chosen: lead },
      ),
    );
    numbers.forEach((one, place) => fill(one, now[place].percent));
    const left = parts.reduce((sum, part, place) => sum + (out.has(place) ? 0 : part.words), 0);
    percents.hidden = !out.size;
    fill(percents, `Of the ${counted(left, "word")} that are left.`);
  };
  const tick = (place) => (event) => {
    if (event.target.checked) out.delete(place);
    else out.add(place);
    draw();
    announce(numbers.map((one, other) => `${one.textContent} ${oneLine(parts[other].label)}`).join(", "));
  };
  draw();
  return element(
    "section",
    { class: "origins", "aria-label": "What all its words are made of" },
    holder,
    element(
      "ol",
      { class: "legend origin-legend" },
      parts.map((part, place) => {
        const sure = part.sure === null ? "" : `, ${percent(part.sure / 10000)} sure`;
        const said = [swatch(part.kind), numbers[place], ` ${oneLine(part.label)}${sure}`];
        const lit = (on) => () => text && text.light(on ? place : null);
        return element(
          "li",
          {},
          parts.length > 1 &&
            element("input", {
              type: "checkbox",
              checked: true,
              "aria-label": `Count ${oneLine(part.label)}`,
              on: { change: tick(place) },
            }),
          element("span", { class: "ordinal" }, `${place + 1}.`),
          lead
            ? element(
                "button",
                {
                  type: "button",
                  title: "show in the text",
                  on: { click: () => lead(place), mouseenter: lit(true), mouseleave: lit(false) },
                },
                said,
              )
            : said,
          whence(part),
        );
      }),
    ),
    percents,
  );
}

function whence({ source, dispatch }) {
  if (source !== null) return articleLink(source, shortened(headline(source), 48));
  return dispatch !== null && element("a", { href: dispatchHref(dispatch) }, "open it");
}

function evidenceList(article, text) {
  const { evidence } = articles[article];
  if (!evidence.length) return null;
  return section(
    "evidence",
    "Evidence",
    null,
    element(
      "ul",
      { class: "evidence" },
      evidence.map(([kind, detail, weight, start, stop]) =>
        element(
          "li",
          {},
          element("span", { class: "kind" }, oneLine(kind)),
          element("span", { class: "detail" }, detail === null ? "" : oneLine(detail)),
          bar(weight),
          element("span", { class: "weight" }, weight.toFixed(2)),
          text &&
            start !== null &&
            stop !== null &&
            element("button", { type: "button", on: { click: () => text.point(start, stop) } }, "show in the text"),
        ),
      ),
    ),
  );
}

const CREDITS = { sole: "for all of it", shared: "with others", fact: "for a fact", photo: "for a picture" };

function creditList(article, text) {
  const { credits } = articles[article];
  if (!credits.length) return null;
  return section(
    "credits",
    "Whom it credits",
    null,
    element(
      "ul",
      { class: "evidence" },
      credits.map(([agency, role, start, stop]) =>
        element(
          "li",
          {},
          element("span", { class: "kind" }, agency === null ? "agencies" : oneLine(agency)),
          element("span", { class: "detail" }, CREDITS[role] || oneLine(role)),
          text &&
            element("button", { type: "button", on: { click: () => text.point(start, stop) } }, "show in the text"),
        ),
      ),
    ),
  );
}

function partnerTable(article) {
  const rows = pairsOf[article].map((pair) => ({ pair, partner: partnerIn(pair, article) }));
  if (!rows.length)
    return section("partners", "Shared with", null, element("p", {}, "It shares no passage with any other article."));
  const relations = { source: "source", printed: "takes from it", common: "common source", shared: "not known" };
  const direct = (partner) => {
    const role = roleOf(article, partner);
    return role === "source" && articles[article].origin !== partner && !fromPair(article, partner) ? "common" : role;
  };
  return section(
    "partners",
    "Shared with",
    null,
    sortable({
      caption: "Articles it shares text with",
      columns: [
        {
          head: "Article",
          value: (row) => headline(row.partner),
          cell: (row) =>
            articleCell(row.partner, element("a", { href: pairHref(article, row.partner) }, headline(row.partner))),
        },
        {
          head: "Share of this",
          numeric: true,
          value: (row) => shareOf(row.pair, article, true),
          cell: (row) => shareCell(shareOf(row.pair, article, true)),
        },
        { head: "Direction", value: (row) => direct(row.partner), cell: (row) => relations[direct(row.partner)] },
      ],
      rows,
      shown: 15,
      sort: { place: 1, down: true },
    }),
  );
}

function metadataList(article) {
  const one = articles[article];
  const known = [
    ["id", one.id],
    ["source", one.source],
    ["published", one.published],
    ["role", one.role],
    ["language", one.language],
    ["words", number(one.words)],
    ...one.metadata.map(([key, value]) => [oneLine(key), oneLine(value)]),
  ];
  return section(
    "metadata",
    "What is known of it",
    null,
    element(
      "dl",
      { class: "run" },
      known.filter(([, value]) => value).map(([key, value]) => [element("dt", {}, key), element("dd", {}, value)]),
    ),
  );
}
