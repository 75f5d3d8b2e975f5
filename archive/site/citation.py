"""How to cite: the organ, the title, where and when it was captured, and the digest that proves the bytes."""

from __future__ import annotations

from archive.site.queries.rows import Row


def citation(report: Row, revision: Row, memento: str, archive: str, english: bool) -> str:
    """One revision of a report as a reference; in Chinese after GB/T 7714-2015, cited on the day of capture."""
    organ = report["organ_name"] or report["organ"] or ("机关不详", "unknown organ")[english]
    title = revision["title"] or ("无题", "untitled")[english]
    stated = revision["published_on"]
    captured = revision["captured_at"][:19] + "Z"
    digest = revision["payload_sha256"] or "—"
    if english:
        date = f" (stated date {stated})" if stated else ""
        return (
            f"{organ}: {title}{date}. {revision['url']}. Captured {captured} by the archive “{archive}”;"
            f" payload SHA-256 {digest}. {memento}"
        )
    date = f"({stated})" if stated else ""
    return (
        f"{organ}. {title}[EB/OL]. {date}[{captured[:10]}]. {revision['url']}. 捕获时间：{captured}（UTC），"
        f"“{archive}”档案；载荷 SHA-256：{digest}. {memento}"
    )
