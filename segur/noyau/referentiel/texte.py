"""One stored form for the texts of a REM: sanitised HTML, whether the workbook gives rich or plain text."""

import re
from html import escape, unescape

import nh3

BALISES = {"p", "br", "ul", "ol", "li", "strong", "em", "b", "i"}
_NOMS = "p|br|ul|ol|li|strong|em|b|i|u|a|div|span|h[1-6]|table|tbody|tr|td|img|script|style"
_BALISE_CONNUE = re.compile(rf"</?(?:{_NOMS})(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>", re.I)
_BALISE_DE_BLOC = re.compile(r"<\s*(?:p|br|ul|ol|li)\b", re.I)


def en_html(texte: str) -> str:
    """Safe HTML of a few tags and no attribute. Plain text keeps its paragraphs and line breaks; « < 3 s » survives."""
    if not texte.strip():
        return ""
    if not _BALISE_CONNUE.search(texte):
        return _paragraphes(unescape(texte))
    if not _BALISE_DE_BLOC.search(texte):
        texte = texte.strip().replace("\n", "<br>")
    return nh3.clean(texte, tags=BALISES, attributes={}, clean_content_tags={"script", "style"}).strip()


def en_texte(texte: str) -> str:
    """Plain text: no tag, no entity; the line breaks stay."""
    if not _BALISE_CONNUE.search(texte):
        return unescape(texte).strip()
    texte = re.sub(r"<\s*br\b[^<>]*>|</\s*(?:p|li)\s*>", "\n", texte, flags=re.I)
    nu = unescape(nh3.clean(texte, tags=set(), attributes={}, clean_content_tags={"script", "style"}))
    return re.sub(r"\n\s*\n+", "\n", nu).strip()


def _paragraphes(texte: str) -> str:
    blocs = re.split(r"\n\s*\n", texte.strip())
    return "".join(f"<p>{escape(bloc, quote=False).replace(chr(10), '<br>')}</p>" for bloc in blocs)
