"""Videos that are cut, or whose boxes do not follow each other."""

import struct

from tests.noyau.documents.corpus.cas import ABIME, AUTRE, Cas, cas
from tests.noyau.documents.corpus.zips import UN
from tests.noyau.documents.formats import EXE, FLV, HONNETES, ftyp


def boite(nom: bytes, contenu: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(contenu)) + nom + contenu


def etiquette(contenu: bytes, longueur: int | None = None) -> bytes:
    taille = len(contenu) if longueur is None else longueur
    return b"\x09" + taille.to_bytes(3, "big") + bytes(7) + contenu + (11 + taille).to_bytes(4, "big")


MP4 = boite(b"ftyp", b"isom\0\0\0\0isom") + boite(b"moov", bytes(200)) + boite(b"mdat", bytes(2000))
AVI = HONNETES["video.avi"]
LONG = struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 16 + 50) + bytes(50)
VIDEOS: list[Cas] = [
    cas("MP4 coupé à 60 %", "a.mp4", MP4[: len(MP4) * 6 // 10], ABIME),
    cas("MP4 coupé au dernier octet", "a.mp4", MP4[:-1], ABIME),
    cas("MP4 et zip après", "a.mp4", MP4 + UN, ABIME),
    cas("MP4 et trois octets après", "a.mp4", MP4 + b"abc", ABIME),
    cas("MP4 à boîte trop courte", "a.mp4", ftyp(b"isom")[:20] + b"\0\0\0\x04free", ABIME),
    cas("MP4 à boîte immense", "a.mp4", MP4 + b"\xff\xff\xff\xffmdat", ABIME),
    cas("MP4 à boîte de 64 bits", "a.mp4", boite(b"ftyp", b"isom\0\0\0\0isom") + LONG),
    cas("MP4 à boîte de 64 bits fausse", "a.mp4", boite(b"ftyp", b"isom\0\0\0\0isom") + LONG[:-1], ABIME),
    cas("MP4 à dernière boîte ouverte", "a.mp4", ftyp(b"isom")[:20] + b"\0\0\0\0mdat" + bytes(99)),
    cas("programme en MP4", "a.mp4", EXE, AUTRE),
    cas("AVI coupé", "a.avi", AVI[:-10], ABIME),
    cas("AVI et octets après", "a.avi", AVI + b"RIFFreste et fin", ABIME),
    cas("son en AVI", "a.avi", b"RIFF\x24\0\0\0WAVEfmt " + bytes(28), AUTRE),
    cas("FLV à étiquette", "a.flv", FLV + etiquette(b"x" * 50)),
    cas("FLV coupé", "a.flv", FLV + etiquette(b"x" * 50)[:-4], ABIME),
    cas("FLV à étiquette menteuse", "a.flv", FLV + etiquette(b"x" * 50, 51), ABIME),
]
