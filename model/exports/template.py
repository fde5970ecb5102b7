"""Pages of one look that need nothing else: style, script and the escaping of what is put into them."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

import regex
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from newsfacts import __version__

__all__ = ["macros"]

HOME = "newsfacts.exports"
_UNSHOWN = regex.compile(r"[\p{Cs}\p{Cc}--[\t\n\r]]", regex.V1)


@cache
def macros(package: str, name: str) -> Any:
    """The macros of a template, ``NAME.html`` of a package; it may import ``base.html``, which all pages share.

    Its style is ``base.css`` and ``NAME.css``, its script ``base.js`` and, if there is one, ``NAME.js``. What is put
    in is escaped, and what HTML or UTF-8 cannot hold (lone surrogates, most controls) becomes U+FFFD. Besides, the
    page's own policy (CSP) forbids every request, and any script and style but these.
    """
    style, script = (_read(HOME, f"base.{end}") + _read(package, f"{name}.{end}") for end in ("css", "js"))
    environment = Environment(
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda template: _read(HOME, template)),
    )
    environment.globals.update(
        version=__version__,
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return environment.from_string(_read(package, f"{name}.html")).module


def _read(package: str, name: str) -> str:
    file = files(package).joinpath(name)
    return file.read_text("utf-8") if file.is_file() else ""


def _shown(value: Any) -> Any:
    """What stands in the page for a value that the template names: text, or a part of the page."""
    return _UNSHOWN.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(code: str) -> str:
    """By this a policy allows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
