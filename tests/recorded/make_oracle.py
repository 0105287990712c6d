"""Makes `oracle.jsonl.gz` and the data sets beside it from a recording of lme4.

The recording is what lme4 2.1 on R 4.2 gives for some hundred calls, a JSON object per line, with the data sets in
`data/*.csv` and `data/schema.json`. Of that, the designed cases (ids B, E and S) live in this repository, with the data
sets that they use; the cases found in the wild (ids R and A) stay outside.

    python tests/recorded/make_oracle.py DIRECTORY_OF_THE_RECORDING
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
DESIGNED = "BES"


def main(recording: Path) -> None:
    lines = (recording / "oracle.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["id"][0] in DESIGNED]
    body = "".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n" for case in cases)
    (HERE / "oracle.jsonl.gz").write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    used = sorted({case["data"] for case in cases if case.get("data")})
    schema = json.loads((recording / "data" / "schema.json").read_text(encoding="utf-8"))
    kept = {name: {key: value for key, value in schema[name].items() if key != "file"} for name in used}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n")
    (HERE / "schema.json").write_text(text + "\n", encoding="utf-8")
    for name in used:
        shutil.copyfile(recording / "data" / f"{name}.csv", HERE / f"{name}.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
