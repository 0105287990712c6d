"""A Jupyter server, a notebook open in it, and a view on its page: what the browser tests are written in."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60_000
SOON = 30_000
"""What a page is given to show what is expected of it."""
HAS_RUN = re.compile(r"\[\d+\]:")  # the prompt of a cell whose turn is over
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}


@dataclass(frozen=True)
class Server:
    """A running Jupyter server and the folder it serves; and how long its pages may take, in milliseconds."""

    url: str
    token: str
    folder: Path
    patience: int = WAIT

    def address(self, name: str, app: str) -> str:
        """Where a notebook is opened."""
        return f"{self.url}/{app}/{name}?token={self.token}&reset"

    def write(self, name: str, *cells: str) -> str:
        """A new notebook with these code cells; returns its name."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.folder / name)
        return name

    def read(self, name: str) -> nbformat.NotebookNode:
        """A notebook as it was last saved."""
        return nbformat.read(self.folder / name, as_version=4)


class Site(Server):
    """A site of JupyterLite, where nothing but files is served."""

    def address(self, name: str, app: str) -> str:
        return f"{self.url}/{app.partition('/')[0]}/index.html?path={name}"


@contextmanager
def serve(
    folder: Path,
    home: Path,
    python: Path | str = sys.executable,
    visible: Sequence[Path] = (ROOT, ROOT / "tests" / "ui"),
    settings: dict[str, object] = SETTINGS,
) -> Iterator[Server]:
    """The JupyterLab of a Python, with these settings only, on a free port.

    Args:
        visible: where the notebooks can import from, besides what is installed.
    """
    for name, value in settings.items():
        target = home / "settings" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(value))
    port = free_port()
    token = secrets.token_hex(16)
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_WORKSPACES_DIR")
    environment = {
        **os.environ,
        **{name: str(home / name.lower()) for name in homes},
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "PYTHONPATH": os.pathsep.join(map(str, visible)),
    }
    command = [python, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={token}"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_up(f"{url}/api?token={token}", process, home / "log")
            yield Server(url, token, folder)
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def marimo(app: Path) -> Iterator[str]:
    """A marimo app, running; gives its address."""
    port = free_port()
    words = ["run", app, "--headless", "--no-token", "--host=127.0.0.1", f"--port={port}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (app.parent / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "marimo", *words], stdout=log, stderr=log, env=environment, cwd=app.parent
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/health", process, app.parent / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


class Notebook:
    """A notebook open in JupyterLab, or in Notebook 7, which is of the same parts."""

    def __init__(self, page: Page, server: Server, name: str, app: str = "lab/tree") -> None:
        self.page = page
        self.patience = server.patience
        page.goto(server.address(name, app), timeout=self.patience)
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        expect(self.panel.locator(".jp-CodeCell").first).to_be_visible(timeout=self.patience)
        expect(page.locator("#jupyterlab-splash")).to_have_count(0, timeout=self.patience)
        if app == "notebooks":  # where only a cell that runs tells that the kernel is there
            expect(page.locator(".jp-NotebookKernelStatus, .jp-Notebook-ExecutionIndicator").first).to_be_attached()
        else:
            expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=self.patience)

    def cell(self, number: int) -> Locator:
        return self.panel.locator(".jp-CodeCell").nth(number)

    def output(self, number: int) -> Locator:
        return self.cell(number).locator(".jp-Cell-outputArea")

    def run(self, number: int) -> Locator:
        """Run a cell as a person does, wait until the kernel is done with it, and return its output."""
        self.start(number)
        expect(self.cell(number).locator(".jp-InputPrompt")).to_have_text(HAS_RUN, timeout=self.patience)
        return self.output(number)

    @property
    def failures(self) -> Locator:
        """What was written as an error."""
        kinds = ("application/vnd.jupyter.error", "application/vnd.jupyter.stderr")
        return self.panel.locator(",".join(f"[data-mime-type='{kind}']" for kind in kinds))

    def run_all(self) -> None:
        """Run every cell, and wait until the last one is done or one has failed."""
        self.menu("Run", "Run All Cells")
        last = self.panel.locator(".jp-CodeCell").last.locator(".jp-InputPrompt").filter(has_text=HAS_RUN)
        expect(last.or_(self.failures).first).to_be_attached(timeout=self.patience)

    def start(self, number: int) -> None:
        """Run a cell; again, as a person would, where the kernel was not there yet."""
        prompt = self.cell(number).locator(".jp-InputPrompt")
        for _ in range(10):
            self.cell(number).locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_timeout(1000)
            if prompt.inner_text().strip() != "[ ]:":
                return

    def save(self) -> None:
        self.menu("File", "Save Notebook")
        expect(self.page.locator(".jp-mod-dirty")).to_have_count(0)

    def stop_kernel(self) -> None:
        self.menu("Kernel", "Shut Down Kernel")
        expect(self.page.locator(".jp-Toolbar-kernelName")).to_have_text("No Kernel")

    def menu(self, name: str, item: str) -> None:
        self.page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{name}$")).click()
        self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{item}")).first.click()


SEEN = """part => {
    const seen = (node) => [...node.childNodes].map((one) => one.nodeType === Node.TEXT_NODE ? one.data
        : one.nodeType === Node.ELEMENT_NODE && getComputedStyle(one).display !== "none" ? seen(one) : "").join("");
    return seen(part);
}"""


def seen(part: Locator) -> str:
    """The text of a part, without what is hidden because it is of another style or notation."""
    return str(part.evaluate(SEEN))


def expect_seen(part: Locator, text: str, is_there: bool = True) -> None:
    """Wait until a text is seen in a part, or is gone from it."""
    end = time.monotonic() + WAIT / 1000
    while (text in seen(part)) is not is_there:
        assert time.monotonic() < end, f"{text!r} in {seen(part)!r} is not {is_there}"
        time.sleep(0.05)


class View:
    """The one view that a reader sees in some part of a page, and its controls, whichever sort they are."""

    def __init__(self, within: Locator) -> None:
        self.within = within
        self.page = within.page
        self.root = within.locator(".lm-view:visible")
        expect(self.root).to_have_count(1)
        self.is_live = within.locator(".lm-explorer:visible").count() > 0

    def press(self, name: str) -> None:
        """Press the toggle of a notation or a level."""
        exactly = re.compile(f"^{re.escape(name)}$")
        if self.is_live:
            self.within.locator(".lm-explorer button", has_text=exactly).click()
        else:
            self.root.locator(".lm-controls label", has_text=exactly).click()

    def open(self, tab: str) -> None:
        """Choose the panel of a tab."""
        self.root.locator(".lm-tabs label", has_text=re.compile(tab)).click()

    @property
    def equation(self) -> Locator:
        """The equations in sight: those of one notation; of the matrices, which also unfold, the short ones."""
        shown = self.root.locator(".lm-equation .lm-notation:visible")
        expect(shown).to_have_count(1)
        return shown.locator(".lm-lines").first

    def symbols(self, level: int) -> Locator:
        """What belongs to a level in the equations in sight, but for whole matrices."""
        return self.root.locator(f".lm-notation:visible .lm-scroll .lm-lv-{level}:not(:has([class*=lm-lv-], mtable))")

    def is_marked(self, level: int) -> bool:
        """Whether each symbol of the level has its line and not the colour of plain text; all must agree."""
        looks = self.symbols(level).evaluate_all(
            """symbols => symbols.map(symbol => {
                const style = getComputedStyle(symbol), plain = getComputedStyle(symbol.closest("math"));
                const drawn = style.borderBottomStyle !== "none" && parseFloat(style.borderBottomWidth) > 0;
                const line = drawn || style.backgroundImage !== "none";
                if (line !== (style.color !== plain.color)) throw Error("colour and line disagree");
                return line;
            })"""
        )
        assert looks, f"nothing of level {level} is in sight"
        assert len(set(looks)) == 1, f"some symbols of level {level} are marked and some are not"
        return bool(looks[0])

    def lit(self) -> list[str]:
        """The keys of what is lit, each place once."""
        return self._outlined("solid", "lm-k-")

    def framed(self) -> list[str]:
        """The keys of the variables that are framed, each place once."""
        return self._outlined("dashed", "lm-v-")

    def _outlined(self, line: str, key: str) -> list[str]:
        found = self.root.locator(f":is([class^={key}], [class*=' {key}']):visible").evaluate_all(
            """(places, [line, key]) => places.filter(place => getComputedStyle(place).outlineStyle === line)
                .map(place => [...place.classList].find(name => name.startsWith(key)) + " in " +
                    ([["code", ".lm-code"], ["table", ".lm-table"], ["legend", ".lm-legend"]]
                        .find(([, part]) => place.closest(part))?.[0] ?? "equation"))""",
            [line, key],
        )
        return list(found)
