"""The smallest PDF in order: one blank page."""

OBJETS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
)


def pdf_vierge(mention: str = "") -> bytes:
    """`mention`: a comment that nobody sees, and that makes another file of it."""
    pdf, places = b"%PDF-1.4\n" + (b"%" + mention.encode() + b"\n" if mention else b""), []
    for rang, objet in enumerate(OBJETS, start=1):
        places.append(len(pdf))
        pdf += b"%d 0 obj%sendobj\n" % (rang, objet)
    table = len(pdf)
    pdf += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return pdf + b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF\n" % table
