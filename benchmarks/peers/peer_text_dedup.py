"""text-dedup: its minhash script in two processes, word 5-grams, 128 permutations, threshold 0.7."""

import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    path, out = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        program = [
            sys.executable,
            "-m",
            "text_dedup.minhash",
            "--path",
            "json",
            "--data_files",
            path,
            "--split",
            "train",
        ]
        program += ["--cache_dir", f"{folder}/cache", "--output", f"{folder}/out", "--column", "text", "--debug"]
        program += ["--ngram", "5", "--num_perm", "128", "--threshold", "0.7", "--num_proc", "2"]
        program += ["--hash_func", "xxh3", "--hash_bits", "32"]
        subprocess.run(program, check=True)
        found = pickle.loads(Path(folder, "out", "uf.pkl").read_bytes())  # noqa: S301 - just written by it
    with open(path) as lines:
        ids = [json.loads(line)["id"] for line in lines]
    parents = getattr(found, "parent", found)
    with open(out, "w") as file:
        for one, other in parents.items():
            if int(one) != int(other):
                file.write(f"{ids[int(other)]}\t{ids[int(one)]}\n")


main()
