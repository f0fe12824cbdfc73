"""Which files a page may show without downloading them. Everything else leaves as an attachment."""

from pathlib import PurePath

IMAGES = frozenset({"png", "jpg", "jpeg"})
VIDEOS = frozenset({"mp4", "mov"})
PAGES = frozenset({"pdf", "txt", "csv"})
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/plain; charset=utf-8",
}


def suffixe(nom: str) -> str:
    return PurePath(nom).suffix.lower().lstrip(".")


def genre(nom: str) -> str:
    """« image », « video » or « page »; empty when the file is only downloaded."""
    extension = suffixe(nom)
    if extension in IMAGES:
        return "image"
    if extension in VIDEOS:
        return "video"
    return "page" if extension in PAGES else ""
