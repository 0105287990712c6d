"""The commands of a fresh checkout, which need only Python: `python3 run.py tour`, `quick` and `check`.

Each makes a virtual environment in `.venv` and installs the package and what the command needs. A second run installs
nothing unless `pyproject.toml` has changed. The site and the oldest versions have environments of their own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SITE_ENVIRONMENT = ROOT / ".venv-site"  # JupyterLite takes every extension of JupyterLab that it finds beside it
INSTALL = "--install"
Program = tuple[tuple[str, ...], tuple[str, ...], str]
QUICK = ("r", "script", "model", "notation", "printers", "algebra", "golden")
# Programs that the tests need: possible names, Debian's packages, and the variable that names another path.
PROGRAMS = (
    (
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
        ("chromium", "fonts-dejavu-core"),
        "LME4MATH_CHROMIUM",
    ),
    (("firefox-esr", "firefox"), ("firefox-esr",), "LME4MATH_FIREFOX"),
    (("node",), ("nodejs",), ""),
    (("npm",), ("npm",), ""),
    (("pdflatex",), ("texlive-latex-base",), ""),
)
# What a test is skipped without, and --install brings: Safari's engine exists on Debian only as a part of GNOME.
ALSO = ((("WebKitWebDriver",), ("webkit2gtk-driver", "xvfb"), ""),)
# The same for the large tests: R with its packages, and what sets their documents. Packages are told by their folders.
R_LIBRARIES = ("/usr/lib/R/site-library", "/usr/local/lib/R/site-library")
ALSO_FULL = (
    (("Rscript",), ("r-base-core", "r-base-dev"), ""),
    *(
        (tuple(f"{library}/{package}" for library in R_LIBRARIES), (f"r-cran-{package.lower()}",), "")
        for package in ("IRkernel", "knitr", "lme4", "lmerTest", "repr", "reticulate", "rmarkdown", "testthat")
    ),
    *(
        ((f"/usr/share/{folder}",), (package,), "")
        for folder, package in (
            ("texlive/texmf-dist/tex/latex/fancyvrb", "texlive-latex-recommended"),
            ("texlive/texmf-dist/tex/latex/framed", "texlive-latex-extra"),
            ("texlive/texmf-dist/fonts/tfm/adobe/times", "texlive-fonts-recommended"),
            ("texmf/tex/latex/lm", "lmodern"),
        )
    ),
)
USAGE = """usage: python3 run.py COMMAND

  tour             open JupyterLab on notebooks/tour.ipynb (further words go to JupyterLab: --no-browser, --port 8890)
  quick            the tests from the R code to the printed page, in a minute (further words go to pytest)
  check            ruff, mypy and all tests (further words go to pytest: tests/ui, -k magic)

before a release:

  full             the large tests (further words go to pytest: tests/full/test_binder.py); --install also brings R
  oldest           the tests, browsers left out, with the oldest versions that pyproject.toml declares
  site             build the site in build/site: documentation, the page in try/, JupyterLite in lite/
                   (--output FOLDER, --only docs, --pyodide FOLDER)

--install with check, full or oldest installs the browsers and typesetters that are missing, on Debian and Ubuntu.
"""


def main(words: list[str]) -> int:
    commands = {"tour": tour, "quick": quick, "check": check, "full": full, "oldest": oldest, "site": site}
    if not words or words[0] not in commands:
        print(USAGE, end="")
        return 0 if words and words[0] in ("-h", "--help", "help") else 2
    if sys.version_info < (3, 11):  # noqa: UP036  (older Pythons run this line)
        sys.exit(f"lme4math needs Python 3.11 or later; this is {sys.version.split()[0]} ({sys.executable}).")
    return commands[words[0]](words[1:])


def tour(words: list[str]) -> int:
    python = install("tour")
    as_root = ["--allow-root"] if is_root() else []  # as in a container, where JupyterLab would refuse
    opened = "--LabApp.default_url=/lab/tree/notebooks/tour.ipynb"  # so that a printed address leads there, too
    return subprocess.call([python, "-m", "jupyterlab", *as_root, opened, *words], cwd=ROOT)


def quick(words: list[str]) -> int:
    """The tests that need no program beside Python and little time: from R code to printers and golden files."""
    folders = [f"tests/{name}" for name in QUICK]
    options = ["-q", "-n", "auto", "-m", "not slow"]
    return subprocess.call([install("test"), "-m", "pytest", *options, *folders, *words], cwd=ROOT)


def check(words: list[str]) -> int:
    """Run every check even when an earlier one fails; pytest last, so that its summary ends the output."""
    python, words = prepare("test", words)
    pytest = ["pytest", "-n", "auto", "--dist", "loadgroup", *words]
    checks = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], pytest)
    codes = []
    for command in checks:
        print("$", *command, flush=True)
        codes.append(subprocess.call([python, "-m", *command], cwd=ROOT))
        if codes[-1] and command is not pytest:
            print(f"FAILED: {' '.join(command)}", flush=True)
    return max(abs(code) for code in codes)


def full(words: list[str]) -> int:
    python, words = prepare("release", words, ALSO_FULL)
    if words:
        return subprocess.call([python, "-m", "pytest", *words], cwd=ROOT)
    runs = (["tests/full"], ["tests/browser", "--in-browser", "firefox"])
    return max(subprocess.call([python, "-m", "pytest", *run], cwd=ROOT) for run in runs)


def oldest(words: list[str]) -> int:
    python, words = prepare("release", words)
    return subprocess.call([python, ROOT / "scripts" / "oldest.py", *words], cwd=ROOT)


def site(words: list[str]) -> int:
    python = install("site", SITE_ENVIRONMENT)
    return subprocess.call([python, ROOT / "scripts" / "build_site.py", *words], cwd=ROOT)


def install(extra: str, environment: Path = ENVIRONMENT) -> Path:
    """Make the environment and install the package in it, editable, unless that was done for this `pyproject.toml`.

    Args:
        extra: which of the optional dependencies.
        environment: its folder.

    Returns: the environment's Python.
    """
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = environment / f"installed-{extra}"
    if stamp.exists() and stamp.read_text() == wanted and python.exists():
        return python
    if not python.exists():
        make_environment(environment)
    print(f"Installing lme4math[{extra}] into {environment} …", flush=True)
    # Without --no-compile, half of the time would go into compiling modules that are never imported.
    pip = [python, "-m", "pip", "install", "--progress-bar=off", "--no-compile", "--disable-pip-version-check"]
    if run_with_progress([*pip, "--editable", f".[{extra}]"]):
        sys.exit("pip could not install lme4math: its message is above.")
    stamp.write_text(wanted)
    return python


def run_with_progress(command: list[str | Path]) -> int:
    """Run pip and say every second, or in a log every ten, how far it is; what it wrote is shown if it fails."""
    terminal, begun, lines, said = sys.stdout.isatty(), time.monotonic(), list[str](), 0.0
    quiet = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=quiet, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        reader = threading.Thread(target=lambda: [lines.append(line) for line in process.stdout or ()], daemon=True)
        reader.start()
        while process.poll() is None:
            time.sleep(0.2)
            passed = time.monotonic() - begun
            if passed - said >= (1 if terminal else 10):
                said = passed
                print(
                    f"\r  {passed:3.0f} s: {step(lines):60}" if terminal else f"  {passed:3.0f} s: {step(lines)}",
                    end="" if terminal else "\n",
                    flush=True,
                )
        reader.join()
    print("\r" + " " * 70 + "\r" if terminal else "", end="")
    if process.returncode:
        print("".join(lines), end="", flush=True)
    else:
        print(f"Installed in {time.monotonic() - begun:.0f} s.", flush=True)
    return process.returncode


def step(lines: list[str]) -> str:
    """How far pip is, by what it has written."""
    found = sum(line.startswith("Collecting ") for line in lines)
    for line in reversed(lines):
        if line.startswith("Installing collected packages:"):
            return f"writing {line.count(',') + 1} packages to the disk"
        if line.startswith("Collecting "):
            return f"{found} packages found, now {line.split()[1][:30]}"
    return "asking the package index"


def make_environment(environment: Path) -> None:
    """Make a virtual environment; Debian's Python needs another package for it, which the message names."""
    if subprocess.call([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL):
        sys.exit(
            f"This Python ({sys.executable}) cannot make virtual environments. On Debian and Ubuntu install them with\n"
            "    apt-get install python3-venv"
        )
    if subprocess.call([sys.executable, "-m", "venv", "--clear", environment]):
        sys.exit(f"{sys.executable} could not make a virtual environment in {environment}.")


def prepare(extra: str, words: list[str], also: tuple[Program, ...] = ()) -> tuple[Path, list[str]]:
    """The environment's Python, after checking or installing the programs that the tests need; the words for pytest."""
    python = install(extra)
    require_programs(may_install(words), (*ALSO, *also))
    if subprocess.call([python, ROOT / "scripts" / "engines.py"]):
        sys.exit(1)
    return python, [word for word in words if word != INSTALL]


def may_install(words: list[str]) -> bool:
    """Whether system packages may be installed: when asked to, and by root in continuous integration."""
    return INSTALL in words or (is_root() and "CI" in os.environ)


def require_programs(install: bool, also: tuple[Program, ...] = ALSO) -> None:
    """Install missing programs if allowed, on Debian; otherwise exit with a list of those that no test does without."""
    missing = missing_programs()
    wanted = [*missing, *(missing_programs(also) if install else ())]
    if wanted and install:
        install_from_debian([package for _, packages, _ in wanted for package in packages])
        missing = missing_programs()
    if missing:
        names = ", ".join(names[0] for names, _, _ in missing)
        packages = " ".join(package for _, packages, _ in missing for package in packages)
        elsewhere = "".join(f" {variable} names one elsewhere." for _, _, variable in missing if variable)
        sys.exit(f"The tests need {names}. On Debian and Ubuntu {INSTALL} installs {packages}.{elsewhere}")


def missing_programs(programs: tuple[Program, ...] = PROGRAMS) -> list[Program]:
    return [program for program in programs if not is_there(program[0], program[2])]


def is_there(names: tuple[str, ...], variable: str) -> bool:
    return bool(os.environ.get(variable)) or any(shutil.which(name) or is_folder(name) for name in names)


def is_folder(name: str) -> bool:
    return Path(name).is_absolute() and Path(name).is_dir()


def install_from_debian(packages: list[str]) -> None:
    """Install packages with apt-get, as root or with `sudo`, which asks for the password."""
    apt = shutil.which("apt-get")
    if not apt:
        return
    become_root = [] if is_root() else ["sudo"]
    print(f"Installing {', '.join(packages)} for the tests …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call([*become_root, apt, "-qq", "update"], env=quiet)
    get = [*become_root, apt, "-qq", "install", "--yes", "--no-install-recommends", *packages]
    subprocess.call(get, env=quiet, stdout=subprocess.DEVNULL)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
