"""datasketch 2: shingles in Python, XXH32, MinHash.generator, MinHashLSH(0.7)."""

import json
import re
import sys

import xxhash
from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"\w+")


def shingles(text: str) -> set[bytes]:
    words = WORD.findall(text.lower())
    return {" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))}


def main() -> None:
    path, out = sys.argv[1:3]
    lsh = MinHashLSH(threshold=0.7, num_perm=128)
    with open(path) as lines, open(out, "w") as file:
        rows = (json.loads(line) for line in lines)
        pairs = ((row["id"], shingles(row["text"])) for row in rows)
        names: list[str] = []

        def sets():
            for name, found in pairs:
                names.append(name)
                yield found

        signatures = MinHash.generator(sets(), num_perm=128, seed=1, hashfunc=xxhash.xxh32_intdigest)
        for number, signature in enumerate(signatures):
            file.writelines(f"{other}\t{names[number]}\n" for other in lsh.query(signature))
            lsh.insert(names[number], signature)


main()
