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

function articleText(article, stretches) {
  const { text, at } = textOf(article);
  const body = element("div", { class: "text whole", dir: "auto", lang: language(article) });
  const where = element("div", {
    class: "stretch",
    role: "region",
    "aria-label": "The chosen stretch",
    tabindex: "-1",
  });
  const { parts } = articles[article];
  let numbered = 0;
  const draw = (pointed) => {
    numbered = 0;
    fill(
      body,
      stretches.map((stretch) => stretchNode(stretch, text, pointed)),
    );
  };

  function stretchNode(stretch, whole, pointed) {
    const content = lit(whole, stretch, pointed);
    if (stretch.part === null) return content;
    const { kind, label: from } = parts[stretch.part];
    if (stretch.plain) return element("span", { "data-part": stretch.part }, content);
    const told = stretch.over.size > 0 || !["quotation", "boilerplate"].includes(kind);
    if (!told) return element("mark", { class: `part from-${kind}`, "data-part": stretch.part }, content);
    const label = ++numbered;
    const open = () => tell(stretch, label);
    return [
      element(
        "button",
        {
          type: "button",
          class: "number",
          "aria-label": `Stretch ${label}, ${oneLine(from)}: who else has it`,
          on: { click: open },
        },
        String(label),
      ),
      element(
        "mark",
        {
          class: `part from-${kind}`,
          "data-part": stretch.part,
          on: { click: () => String(getSelection()) || open() },
        },
        content,
      ),
    ];
  }

  const ofPart = (part) => [...body.querySelectorAll(`[data-part="${part}"]`)];

  // Highlights all spans of a part, and no others.
  function light(part) {
    for (const one of body.querySelectorAll(".lit")) one.classList.remove("lit");
    if (part !== null) for (const one of ofPart(part)) one.classList.add("lit");
  }

  // Goes to the first span of a part, and on each further call to the next one.
  let led = { part: null, place: -1 };
  function lead(part) {
    const found = ofPart(part);
    if (!found.length) return;
    led = { part, place: led.part === part ? (led.place + 1) % found.length : 0 };
    light(part);
    const one = found[led.place];
    one.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    const before = one.previousElementSibling;
    if (before && before.classList.contains("number")) before.focus({ preventScroll: true });
    announce(`${oneLine(parts[part].label)}: stretch ${led.place + 1} of ${found.length}.`);
  }

  // Lists who else has a span: each position once, the longest passages first.
  function tell(stretch, label) {
    const best = new Map();
    for (const span of stretch.over) {
      const known = best.get(span.partner);
      if (!known || span.passage.words > known.passage.words) best.set(span.partner, span);
    }
    const spans = [...best.values()].sort((a, b) => b.passage.words - a.passage.words);
    const part = parts[stretch.part];
    const sure = part.sure === null ? "" : `, ${percent(part.sure / 10000)} sure`;
    fill(
      where,
      element("h3", {}, `Stretch ${label}: ${oneLine(part.label)}${sure}`),
      element(
        "p",
        {},
        spans.length ? `It stands in ${counted(spans.length, "other article")} too. ` : "No passage of it is shown. ",
        whence(part),
        " ",
        element("button", { type: "button", class: "copy", on: { click: () => copyStretch(stretch, label) } }, "Copy it with its source"),
      ),
      element(
        "ul",
        {},
        spans
          .slice(0, 40)
          .map((span) =>
            element(
              "li",
              {},
              element(
                "a",
                { href: pairHref(article, span.partner, placeOf(article, span)) },
                headline(span.partner),
              ),
              ` ${passageWords(span.passage)}`,
            ),
          ),
      ),
      spans.length > 40 && element("p", {}, `and in ${number(spans.length - 40)} more`),
    );
    where.classList.add("open");
    where.focus({ preventScroll: false });
  }

  // What is copied is the text as it was given, with its places in it.
  function copyStretch({ start, stop }, label) {
    const points = (place) => Array.from(text.slice(0, place)).length;
    copyText(`${cited(text.slice(start, stop), article, points(start), points(stop))}\n`);
    announce(`Stretch ${label} is copied with its source.`);
  }

  draw(null);
  return {
    section: element(
      "section",
      { class: "reading", "aria-labelledby": "title-text" },
      element("h2", { id: "title-text" }, "The text"),
      element(
        "p",
        { class: "about" },
        "Coloured by where the words are from, as in the bar. Stretches with a number stand in other articles too; it says in which.",
      ),
      where,
      body,
    ),
    lead,
    light,
    point: (start, stop) => {
      draw([at(start), at(stop)]);
      const found = body.querySelector(".pointed");
      if (found) found.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    },
  };
}

// The text of a span, with the part that evidence refers to highlighted.
function lit(text, { start, stop }, pointed) {
  const [from, to] = pointed ? [Math.max(start, pointed[0]), Math.min(stop, pointed[1])] : [stop, stop];
  if (from >= to) return text.slice(start, stop);
  return [text.slice(start, from), element("span", { class: "pointed" }, text.slice(from, to)), text.slice(to, stop)];
}

// The index of this passage on the pair page, where passages are in text order.
function placeOf(article, span) {
  const pair = pairOf(article, span.partner);
  const [own, their] = pairs.left[pair] === article ? ["left", "right"] : ["right", "left"];
  const sorted = passagesOf(pair).sort((a, b) => a[own][0] - b[own][0] || a[their][0] - b[their][0]);
  return sorted.findIndex(
    (passage) => passage[own][0] === span.passage[own][0] && passage[their][0] === span.passage[their][0],
  );
}
