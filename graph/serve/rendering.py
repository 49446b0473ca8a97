"""How terms, addresses and places are shown on pages."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlencode

import jinja2

from graph import iri
from graph.serve import things
from graph.serve.rows import Term

_HERE = Path(__file__).parent
_ORIGINS = {
    "served": "発行者のサーバーから served by the publisher",
    "copied": "第三者による写し copied by another hand",
    "reconstructed": "再構成（発行者のページそのものではない） reconstructed: not the publisher's own page",
}
_MODALITIES = {
    "asserted": "断定 asserted", "denied": "否定 denied", "planned": "予定 planned", "supposed": "推定 supposed",
}  # fmt: skip


def templates() -> jinja2.Environment:
    """The templates, with what they need to show terms. Whatever they show is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "local": _local,
        "short": things.short,
        "web": _web,
        "literal": _literal,
        "name": lambda value: value.label if isinstance(value, things.Named) else _literal(value),
        "cells": lambda quoted: quoted.replace("\t", "  │  "),
        "archived": _archived_address,
        "origin": lambda origin: _ORIGINS.get(origin.removeprefix(iri.NS), origin),
        "modality": lambda modality: _MODALITIES.get(modality, modality),
    }
    return environment


def _local(identity: str) -> str:
    """Where an IRI answers: here for ours, at its own address for others; nowhere where it is no web address."""
    if identity.startswith(iri.BASE):
        return "/" + quote(identity.removeprefix(iri.BASE), safe="/%#:@!$&'()*+,;=~?-._")
    return identity if _web(identity) else "#"


def _web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _literal(term: Term) -> str:
    kind = term.datatype.rpartition("#")[2]
    digits = term.value.removeprefix("-")
    return f"{int(term.value):,}" if kind == "integer" and digits.isdecimal() and len(digits) > 4 else term.value


def _archived_address(piece: things.Evidence) -> str:
    return f"/archive/{piece.capture.rpartition('/')[2]}?{urlencode({'at': piece.selector})}#quote"


def contact_link(contact: str) -> str:
    """Where a contact leads: a web or mail address; "" where it is neither."""
    if _web(contact):
        return contact
    return f"mailto:{contact}" if re.fullmatch(r"[^\s@:/]+@[^\s@:/]+", contact) else ""
