// Shared passages with dolos-core: words as tokens, k=5, w=4. node dolos.mjs articles.jsonl passages.jsonl
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { File, FingerprintIndex, Region, TokenizedFile } from "@dodona/dolos-core";

const [articles, passages] = process.argv.slice(2);
const files = [];
const position = new Map();
for await (const line of createInterface({ input: createReadStream(articles) })) {
  const { id, text } = JSON.parse(line);
  const tokens = [];
  const regions = [];
  for (const word of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    tokens.push(word[0].toLowerCase());
    regions.push(new Region(0, word.index, 0, word.index + word[0].length));
  }
  const file = new TokenizedFile(new File(id, text), tokens, regions);
  position.set(file.id, files.length);
  files.push(file);
}
const index = new FingerprintIndex(5, 4);
index.addFiles(files);
// Pairs that share something, not all: fifty million would end no run.
const seen = new Set();
const out = createWriteStream(passages);
for (const shared of index.sharedFingerprints()) {
  const places = shared.files().map((file) => position.get(file.id)).sort((a, b) => a - b);
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      const key = places[i] * files.length + places[j];
      if (seen.has(key)) continue;
      seen.add(key);
      const [left, right] = [files[places[i]], files[places[j]]];
      for (const fragment of index.getPair(left, right).buildFragments(2)) {
        const side = (file, at) => ({ document: file.path, start: at.startCol, end: at.endCol });
        out.write(JSON.stringify({ left: side(left, fragment.leftSelection), right: side(right, fragment.rightSelection) }) + "\n");
      }
    }
  }
}
out.end();
