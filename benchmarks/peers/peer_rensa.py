"""rensa: shingles in Python, RMinHash, RMinHashLSH with 16 bands."""

import json
import re
import sys

from rensa import RMinHash, RMinHashLSH

WORD = re.compile(r"\w+")


def shingles(text: str) -> list[str]:
    words = WORD.findall(text.lower())
    return [" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))]


def main() -> None:
    path, out = sys.argv[1:3]
    lsh = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=16)
    ids = []
    with open(path) as lines, open(out, "w") as file:
        for number, line in enumerate(lines):
            row = json.loads(line)
            ids.append(row["id"])
            minhash = RMinHash(num_perm=128, seed=1)
            minhash.update(shingles(row["text"]))
            file.writelines(f"{ids[other]}\t{row['id']}\n" for other in lsh.query(minhash))
            lsh.insert(number, minhash)


main()
