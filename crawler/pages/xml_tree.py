"""XML from strangers, as a tree: no document type, no entities of its own, nothing fetched, nothing endless."""

from __future__ import annotations

from lxml import etree

from crawler.pages.errors import PageError
from crawler.pages.table import looks_like_html


def read_xml(body: bytes, file: str) -> etree._Element:
    """The root of an XML document.

    Raises :class:`PageError` for an empty answer, for HTML in place of XML, for what is cut off or otherwise not well
    formed (bytes in another encoding than it says, too), and for a document type: it could define entities that grow.
    """
    if not body.strip():
        raise PageError("empty_page", "the answer is empty; ask again", file)
    if looks_like_html(body):
        raise PageError("html_instead_of_xml", "an HTML page came in place of XML: an error page?", file)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise PageError("xml", f"the document is not well-formed XML ({error}); ask again", file) from error
    if root.getroottree().docinfo.doctype:
        raise PageError("doctype", "the document has a document type; no such source sends one", file)
    return root
