"""daft: its minhash expression, 16 bands of 8 rows, pairs of neighbours in a bucket."""

import sys

import daft
import numpy as np
from daft import col

BANDS, ROWS = 16, 8


def main() -> None:
    path, out = sys.argv[1:3]
    function = sys.argv[3] if len(sys.argv) > 3 else "murmurhash3"
    signature = col("text").lower().minhash(num_hashes=BANDS * ROWS, ngram_size=5, seed=1, hash_function=function)
    table = daft.read_json(path).with_column("signature", signature).select("id", "signature").to_arrow()
    ids = table["id"].to_pylist()
    values = table["signature"].combine_chunks().values.to_numpy().reshape(-1, BANDS * ROWS)
    pairs = set()
    for band in range(BANDS):
        keys = np.ascontiguousarray(values[:, band * ROWS : (band + 1) * ROWS]).view(f"V{4 * ROWS}").ravel()
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
        pairs.update(zip(order[same].tolist(), order[same + 1].tolist(), strict=True))
    with open(out, "w") as file:
        file.writelines(f"{ids[one]}\t{ids[other]}\n" for one, other in pairs)


main()
