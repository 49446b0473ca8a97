"""The one CSV file in a zip that also holds files of other kinds, such as signatures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection

from crawler.pages.errors import PageError
from crawler.pages.table import MAXIMUM_MEMBER_BYTES, MAXIMUM_RATIO, ZIP_ERRORS, looks_like_html, read_member


def csv_member(body: bytes, url: str, beside: Collection[str] = ()) -> tuple[bytes, str]:
    """The bytes of the only CSV in a zip and its name as problems print it; a body that is no zip as it is.

    ``beside`` are the endings of names that may stand beside it (``.asc``). Raises :class:`PageError` for HTML, a
    damaged zip, an unsafe name, none or several CSV files, strangers, and what unpacks to more than it should.
    """
    if not body.startswith(b"PK"):
        if looks_like_html(body):
            raise PageError("html_instead_of_table", "an HTML page came in place of a table or zip", url)
        return body, url
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            member = _member(archive, url, beside)
            content = read_member(archive, member)
    except ZIP_ERRORS as error:
        raise PageError("zip_damaged", f"the zip is truncated or damaged ({error}); fetch it again", url) from error
    return content, f"{url}!{member.filename}"


def _member(archive: zipfile.ZipFile, url: str, beside: Collection[str]) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    names = [member.filename for member in members]
    for name in names:
        if "/" in name or "\\" in name or name.startswith("."):
            raise PageError("zip_member_name", f"the member {name!r} has a path in its name", url)
    tables = [member for member in members if member.filename.lower().endswith(".csv")]
    strangers = [name for name in names if not name.lower().endswith((".csv", *beside))]
    if len(tables) != 1 or strangers:
        raise PageError("zip_members", f"expected one CSV file in the zip, found {names}", url)
    member = tables[0]
    if member.file_size > MAXIMUM_MEMBER_BYTES or member.file_size > MAXIMUM_RATIO * max(member.compress_size, 1):
        raise PageError(
            "zip_too_large", f"the member says it unpacks from {member.compress_size} to {member.file_size} bytes", url
        )
    return member
