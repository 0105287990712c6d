"""Makes `oracle.jsonl.gz`, `fits.jsonl.gz` and the data sets beside them from a recording of lme4.

The recording is what lme4 2.1 on R 4.2 gives for some hundred calls, a JSON object per line, with the data sets in
`data/*.csv` and `data/schema.json`. Of that, the designed cases (ids B, E and S) live in this repository, with the data
sets that they use; the cases found in the wild (ids R and A) stay outside. The fits are lme4's of the same models:
what R prints of each, the numbers, and those at the strictest tolerances.

    python tests/recorded/make_oracle.py DIRECTORY_OF_THE_RECORDING FILE_OF_THE_FITS
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DESIGNED = "BES"


def main(recording: Path, fits: Path) -> None:
    cases = keep_designed(recording / "oracle.jsonl", "oracle.jsonl.gz")
    keep_designed(fits, "fits.jsonl.gz")
    used = sorted({case["data"] for case in cases if case.get("data")})
    schema = json.loads((recording / "data" / "schema.json").read_text(encoding="utf-8"))
    kept = {name: {key: value for key, value in schema[name].items() if key != "file"} for name in used}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n")
    (HERE / "schema.json").write_text(text + "\n", encoding="utf-8")
    for name in used:
        shutil.copyfile(recording / "data" / f"{name}.csv", HERE / f"{name}.csv")


def keep_designed(recorded: Path, name: str) -> list[dict[str, Any]]:
    """Write the designed ones of the recorded cases, and return them."""
    lines = recorded.read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["id"][0] in DESIGNED]
    body = "".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n" for case in cases)
    (HERE / name).write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    return cases


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
