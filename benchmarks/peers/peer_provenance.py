"""provenance: the command as one process; then its receipts become pairs, which takes milliseconds."""

import sys

from provenance.__main__ import main as command

path, out, *arguments = sys.argv[1:]
if "-o" in arguments:
    arguments += [f"{out}.kept.jsonl"]
code = command(["dedup", path, "--receipts", f"{out}.receipts.jsonl", *arguments])
if code:
    sys.exit(code)

import json  # noqa: E402 - the command did not need it

with open(f"{out}.receipts.jsonl") as lines, open(out, "w") as file:
    for line in lines:
        receipt = json.loads(line)
        file.write(f"{receipt['match']}\t{receipt['document']}\n")
