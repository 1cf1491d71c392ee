"""datatrove: its four stages of MinHash deduplication with two workers, word 5-grams, 16 bands of 8 rows."""

import gzip
import json
import sys
import tempfile
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

TASKS = 2
CONFIG = MinhashConfig(n_grams=5, num_buckets=16, hashes_per_bucket=8)


def run(steps: list[object], tasks: int, folder: str, name: str) -> None:
    LocalPipelineExecutor(steps, tasks=tasks, workers=TASKS, logging_dir=f"{folder}/logs/{name}").run()


def main() -> None:
    path, out = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        # A task reads whole files: one half for each worker.
        parts = Path(folder, "in")
        parts.mkdir()
        lines = Path(path).read_text().splitlines(keepends=True)
        for part in range(TASKS):
            (parts / f"{part}.jsonl").write_text("".join(lines[part::TASKS]))

        def reader() -> JsonlReader:
            return JsonlReader(str(parts), glob_pattern="*.jsonl")

        run([reader(), MinhashDedupSignature(f"{folder}/signatures", config=CONFIG)], TASKS, folder, "signatures")
        buckets = MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=CONFIG)
        run([buckets], CONFIG.num_buckets, folder, "buckets")
        cluster = MinhashDedupCluster(f"{folder}/buckets", f"{folder}/remove", config=CONFIG, save_cluster_id=True)
        run([cluster], 1, folder, "cluster")
        gone = JsonlWriter(f"{folder}/gone")
        last = MinhashDedupFilter(f"{folder}/remove", exclusion_writer=gone, load_cluster_ids=True)
        run([reader(), last, JsonlWriter(f"{folder}/kept")], TASKS, folder, "filter")
        clusters: dict[int, list[str]] = {}
        for file in sorted(Path(folder).glob("*/*.jsonl.gz")):
            with gzip.open(file, "rt") as rows:
                for row in map(json.loads, rows):
                    cluster_id = row["metadata"].get("minhash_cluster_id", -1)
                    if cluster_id >= 0:
                        clusters.setdefault(cluster_id, []).append(row["id"])
    with open(out, "w") as file:
        for first, *others in clusters.values():
            file.writelines(f"{first}\t{other}\n" for other in others)


if __name__ == "__main__":
    main()
