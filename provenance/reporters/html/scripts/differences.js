// The words of one side of a passage that the other side lacks.

const COMPARED = 2_000_000;
// A sentence of so many words or more, of which so few are on the other side, was inserted as a whole.
const SENTENCE_WORDS = 4;
const INSERTED = 1 / 4;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

// Both sides' words that differ, as {start, stop, inserted} in their texts. Reworded passages change the order of words
// too, so there a word counts as kept at any position.
function differences(passage, leftText, rightText) {
  if (passage.kind === "verbatim") return { left: [], right: [] };
  const left = wordsIn(leftText.text, leftText.at(passage.left[0]), leftText.at(passage.left[1]));
  const right = wordsIn(rightText.text, rightText.at(passage.right[0]), rightText.at(passage.right[1]));
  const [keptLeft, keptRight] = passage.kind === "edited" ? keptInOrder(left, right) : sharedWords(left, right);
  return { left: outside(leftText.text, left, keptLeft), right: outside(rightText.text, right, keptRight) };
}

function wordsIn(text, start, stop) {
  return Array.from(text.slice(start, stop).matchAll(/\S+/g), (match) => ({
    start: start + match.index,
    stop: start + match.index + match[0].length,
    word: match[0].normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’']/g, "").replace(EDGES, ""),
  })).filter((one) => one.word);
}

function outside(text, words, kept) {
  const found = [];
  const single = (first, last) => {
    for (let k = first; k < last; k++)
      if (!kept.has(k)) found.push({ start: words[k].start, stop: words[k].stop, inserted: false });
  };
  for (let first = 0; first < words.length; ) {
    let last = first + 1;
    while (last < words.length && !/[.!?…。！？]["'”’»)]*\s|\n/u.test(text.slice(words[last - 1].stop - 2, words[last].start))) last++;
    let many = 0;
    for (let k = first; k < last; k++) if (kept.has(k)) many++;
    const inserted = last - first >= SENTENCE_WORDS && many <= (last - first) * INSERTED;
    if (inserted) {
      handOver(words, kept, first, last, many);
      found.push({ start: words[first].start, stop: words[last - 1].stop, inserted });
    } else single(first, last);
    first = last;
  }
  return found;
}

// Words such as "the" that an inserted sentence kept are given to the next words, if those miss the same ones.
function handOver(words, kept, first, last, many) {
  for (let k = first; k < last; k++) {
    if (!kept.has(k)) continue;
    for (let next = last; next < Math.min(words.length, last + many); next++)
      if (!kept.has(next) && words[next].word === words[k].word) {
        kept.add(next);
        break;
      }
  }
}

function sharedWords(left, right) {
  const inLeft = new Set(left.map((one) => one.word));
  const inRight = new Set(right.map((one) => one.word));
  const kept = (words, other) => new Set(words.flatMap((one, place) => (other.has(one.word) ? [place] : [])));
  return [kept(left, inRight), kept(right, inLeft)];
}

// The words that both sides have in the same order. Long sides are first split at words that each has once, those that
// rise on both sides (the patience of Bram Cohen's diff), so that the table for what is between stays small.
function keptInOrder(left, right) {
  const kept = [new Set(), new Set()];
  const between = (i, iStop, j, jStop) => {
    const [one, other] = [left.slice(i, iStop), right.slice(j, jStop)];
    if (one.length * other.length > COMPARED) {
      const found = anchors(one, other);
      if (!found.length) return;
      let [from, to] = [i, j];
      for (const [a, b] of found) {
        between(from, i + a, to, j + b);
        kept[0].add(i + a);
        kept[1].add(j + b);
        [from, to] = [i + a + 1, j + b + 1];
      }
      between(from, iStop, to, jStop);
      return;
    }
    const [keptLeft, keptRight] = common(one, other);
    for (const place of keptLeft) kept[0].add(i + place);
    for (const place of keptRight) kept[1].add(j + place);
  };
  between(0, left.length, 0, right.length);
  return kept;
}

// Pairs of places of words that each side has once, the longest chain that rises on both.
function anchors(left, right) {
  const once = (words) => {
    const places = new Map();
    words.forEach(({ word }, place) => places.set(word, places.has(word) ? -1 : place));
    return places;
  };
  const [inLeft, inRight] = [once(left), once(right)];
  const both = [...inLeft].filter(([word, place]) => place >= 0 && inRight.get(word) >= 0).map(([word, place]) => [place, inRight.get(word)]);
  const tails = [];
  const before = both.map(() => -1);
  both.forEach(([, place], k) => {
    let low = 0;
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (both[tails[middle]][1] < place) low = middle + 1;
      else high = middle;
    }
    if (low) before[k] = tails[low - 1];
    tails[low] = k;
  });
  const chain = [];
  for (let k = tails.length ? tails[tails.length - 1] : -1; k >= 0; k = before[k]) chain.unshift(both[k]);
  return chain;
}

// The longest common subsequence, by the table of Wagner and Fischer (1974).
function common(left, right) {
  const rows = left.length + 1;
  const columns = right.length + 1;
  const longest = new Uint16Array(rows * columns);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      longest[i * columns + j] =
        left[i].word === right[j].word
          ? longest[(i + 1) * columns + j + 1] + 1
          : Math.max(longest[(i + 1) * columns + j], longest[i * columns + j + 1]);
    }
  }
  const keptLeft = new Set();
  const keptRight = new Set();
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i].word === right[j].word) {
      keptLeft.add(i++);
      keptRight.add(j++);
    } else if (longest[(i + 1) * columns + j] >= longest[i * columns + j + 1]) i++;
    else j++;
  }
  return [keptLeft, keptRight];
}
