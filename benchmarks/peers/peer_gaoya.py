"""gaoya: MinHashStringIndex over word 5-grams, 16 bands of 8 rows, in parallel, candidates verified."""

import json
import sys

from gaoya.minhash import MinHashStringIndex


def main() -> None:
    path, out = sys.argv[1:3]
    with open(path) as lines:
        rows = [json.loads(line) for line in lines]
    ids, texts = [row["id"] for row in rows], [row["text"] for row in rows]
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=0.7,
        num_bands=16,
        band_size=8,
        analyzer="word",
        lowercase=True,
        ngram_range=(5, 5),
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    with open(out, "w") as file:
        for number, found in enumerate(index.par_bulk_query(texts)):
            file.writelines(f"{ids[int(other)]}\t{ids[number]}\n" for other in found if int(other) < number)


main()
