"""Queries put together by chance: quotes, operators, parentheses, NUL, emoji, SQL, 10,000 characters."""

from __future__ import annotations

import os
import random

PIECES = [
    *(
        '"',
        "'",
        "(",
        ")",
        "-",
        "|",
        "*",
        ":",
        "^",
        "+",
        "{",
        "}",
        "\\",
        "%",
        "_",
        "\0",
        "\n",
        "“",
        "”",
        "《",
        "》",
        "?",
    ),
    *(
        "\uff08",
        "\uff09",
        "\uff1a",
        "\uff02",
        "OR",
        "AND",
        "NOT",
        "NEAR(",
        "year:",
        "title:",
        "has:",
        "finding:",
    ),
    *(
        "division:",
        "year:2018",
        "year:3000..3001",
        "-(",
        "filters",
        "text:",
        "; DROP TABLE search_documents",
        "' OR 1=1 --",
        "/*",
        "<b>",
    ),
    *(
        "🏛️",
        "👨\u200d👩",
        "\ud800",
        "\ufdd0every",
        "公开",
        "人防",
        "的",
        "2018年",
        "a",
        "\u200b",
        "\u0301",
        "〇",
        "𠉂",
    ),
    *(" ", " ", " ", "9" * 70, "公" * 300, "x:y"),
]
MOST_QUERIES = int(os.environ.get("NIANBAO_HOSTILE_QUERIES", "200"))  # 5000 for the whole set


def hostile_queries() -> list[str]:
    """The same ones each time."""
    chance = random.Random(20261123)
    made = ["".join(chance.choices(PIECES, k=chance.randint(1, 14))) for _ in range(MOST_QUERIES)]
    giants = [
        "公开" * 5000,
        '"' * 10000,
        "(" * 10000,
        "-" * 10000,
        "a OR " * 2000,
        "year:1..9 " * 1000,
        "(a|" * 3000,
    ]
    return [*made, *giants]
