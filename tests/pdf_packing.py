"""A PDF file of objects written by hand, the first of which is its catalogue."""

from collections.abc import Sequence


def packed_pdf(objects: Sequence[str]) -> bytes:
    """The objects numbered from 1, with the table of their places that a PDF ends in (ISO 32000-1, 7.5)."""
    packed = "%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(packed))
        packed += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(packed)
    packed += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    packed += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    return packed.encode("latin-1")
