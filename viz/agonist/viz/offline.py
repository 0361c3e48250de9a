"""Everything that the page needs comes from this package: no content network, no telemetry."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from agonist.viz import heap, hearing
from agonist.viz.guard import Guard

ASSETS = Path(__file__).parent / "assets" / "cdn"
OWN = Path(__file__).parent / "assets" / "own"  # what runs before anything else on the page
REMEMBERED = "10m"  # so long a patient waits for a visitor whose connection broke; a closed tab frees it at once


def prepare_environment() -> None:
    """Settings that Solara reads when it is imported: call this before importing solara, and before there are threads."""
    heap.one_heap()
    wanted = {
        "SOLARA_ASSETS_PROXY_CACHE_DIR": str(ASSETS),
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_KERNEL_CULL_TIMEOUT": REMEMBERED,
        "SOLARA_SESSION_HTTP_ONLY": "True",
        "SOLARA_THEME_SHOW_BANNER": "False",
        "SOLARA_THEME_TITLE": "agonist",
    }
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    give_home()


def give_home() -> None:
    """A home for as long as the page runs, for a user number without one (a container): Jupyter will not start without."""
    if not os.path.isabs(os.path.expanduser("~")):
        os.environ["HOME"] = tempfile.mkdtemp(prefix="agonist-home-")
        atexit.register(shutil.rmtree, os.environ["HOME"], ignore_errors=True)


def use_own_assets() -> None:
    """The same for a page that `solara run` has opened, where solara is imported already."""
    from solara.server import settings

    settings.assets.proxy_cache_dir = ASSETS
    settings.assets.extra_locations = [str(OWN)]
    settings.telemetry.mixpanel_enable = False
    settings.kernel.cull_timeout = os.environ.get("SOLARA_KERNEL_CULL_TIMEOUT", REMEMBERED)
    settings.session.http_only = True
    settings.theme.show_banner = False
    settings.theme.title = "agonist"
    settings.main.root_path, settings.main.base_url = "", "/"  # else the first visitor's headers would say


def stand_guard(own: Iterable[str] = (), given: Iterable[str] = ()) -> None:
    """Put the guard before Solara's own server, where one runs in this process, and hear its pages; once, whoever opens the page.

    `own` are further names of this machine, `given` names of a proxy before it.
    """
    hearing.listen()
    server = sys.modules.get("solara.server.starlette")
    if server is None or getattr(server.app, "guarded", False):
        return
    server.app.guarded = True
    if server.app.middleware_stack is None:
        server.app.middleware_stack = server.app.build_middleware_stack()
    server.app.middleware_stack = Guard(server.app.middleware_stack, ASSETS, own, given)
