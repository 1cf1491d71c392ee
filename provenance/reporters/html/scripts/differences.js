// The words of one side of a passage that the other side lacks.

const COMPARED = 2_000_000;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

// Both sides' words that differ, as [start, stop] in their texts. Reworded passages change the order of words too, so
// there a word counts as kept at any position.
function differences(passage, leftText, rightText) {
  if (passage.kind === "verbatim") return { left: [], right: [] };
  const left = wordsIn(leftText.text, leftText.at(passage.left[0]), leftText.at(passage.left[1]));
  const right = wordsIn(rightText.text, rightText.at(passage.right[0]), rightText.at(passage.right[1]));
  const inOrder = passage.kind === "edited" && left.length * right.length <= COMPARED;
  const [keptLeft, keptRight] = inOrder ? common(left, right) : sharedWords(left, right);
  return { left: outside(left, keptLeft), right: outside(right, keptRight) };
}

function wordsIn(text, start, stop) {
  return Array.from(text.slice(start, stop).matchAll(/\S+/g), (match) => ({
    start: start + match.index,
    stop: start + match.index + match[0].length,
    word: match[0].normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’']/g, "").replace(EDGES, ""),
  })).filter((one) => one.word);
}

function outside(words, kept) {
  return words.filter((_, place) => !kept.has(place)).map((one) => [one.start, one.stop]);
}

function sharedWords(left, right) {
  const inLeft = new Set(left.map((one) => one.word));
  const inRight = new Set(right.map((one) => one.word));
  const kept = (words, other) => new Set(words.flatMap((one, place) => (other.has(one.word) ? [place] : [])));
  return [kept(left, inRight), kept(right, inLeft)];
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
