// Scrolls two texts together, so that shared passages stay side by side.

// anchors: [[place in left, place in right], ...] in pixels, rising in both.
function inStep(left, right, anchors, wanted) {
  let leader = null;
  let timer = 0;
  const follow = (from, to, one, other) => () => {
    if (!wanted() || (leader && leader !== from)) return;
    leader = from;
    clearTimeout(timer);
    timer = setTimeout(() => {
      leader = null;
    }, 120);
    const eye = from.clientHeight * 0.35;
    const points = [
      [0, 0],
      ...anchors().map((anchor) => [anchor[one], anchor[other]]),
      [from.scrollHeight, to.scrollHeight],
    ];
    to.scrollTop = between(points, from.scrollTop + eye) - eye;
  };
  left.addEventListener("scroll", follow(left, right, 0, 1), { passive: true });
  right.addEventListener("scroll", follow(right, left, 1, 0), { passive: true });
  // A jump moves both texts deliberately, so neither follows the other.
  return {
    hold: () => {
      leader = {};
      clearTimeout(timer);
      timer = setTimeout(() => {
        leader = null;
      }, 900);
    },
  };
}

function between(points, place) {
  let k = 1;
  while (k < points.length - 1 && points[k][0] < place) k++;
  const [[x0, y0], [x1, y1]] = [points[k - 1], points[k]];
  return x1 === x0 ? y1 : y0 + ((place - x0) / (x1 - x0)) * (y1 - y0);
}

// The passages in the same order in both texts: the heaviest increasing chain.
function rising(passages) {
  const sorted = passages
    .map((passage, place) => ({ passage, place }))
    .sort((a, b) => a.passage.left[0] - b.passage.left[0]);
  if (sorted.length > 400) sorted.length = 400;
  const best = sorted.map((one) => one.passage.words);
  const before = sorted.map(() => -1);
  let top = 0;
  for (let k = 0; k < sorted.length; k++) {
    for (let j = 0; j < k; j++) {
      if (
        sorted[j].passage.right[1] <= sorted[k].passage.right[0] &&
        sorted[j].passage.left[1] <= sorted[k].passage.left[0] &&
        best[j] + sorted[k].passage.words > best[k]
      ) {
        best[k] = best[j] + sorted[k].passage.words;
        before[k] = j;
      }
    }
    if (best[k] > best[top]) top = k;
  }
  const chain = [];
  for (let k = sorted.length ? top : -1; k >= 0; k = before[k]) chain.unshift(sorted[k].place);
  return chain;
}
