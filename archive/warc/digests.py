"""Digests as WARC headers spell them (WARC 1.1, §5.8 and §5.9)."""

from __future__ import annotations

import base64
import hashlib

_ALGORITHMS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "md5": "md5"}


def sha1_base32(*parts: bytes) -> str:
    """SHA-1 of the parts one after the other, in base32: 32 characters, no padding."""
    digest = hashlib.sha1(usedforsecurity=False)
    for part in parts:
        digest.update(part)
    return base64.b32encode(digest.digest()).decode("ascii")


def sha256_hex(*parts: bytes) -> str:
    """SHA-256 of the parts one after the other, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def labelled_sha1(base32: str) -> str:
    """The value of a WARC digest header for a SHA-1 in base32."""
    return f"sha1:{base32}"


def digest_holds(label: str, *parts: bytes) -> bool | None:
    """Whether a WARC digest header is true of the parts; None where its algorithm is not known here.

    Base32 and hexadecimal are both found in the wild, in either case, with and without padding.
    """
    algorithm, _, value = label.partition(":")
    name = _ALGORITHMS.get(algorithm.strip().lower())
    if name is None:
        return None
    digest = hashlib.new(name, usedforsecurity=False)
    for part in parts:
        digest.update(part)
    value = value.strip()
    if len(value) == digest.digest_size * 2:
        return digest.hexdigest() == value.lower()
    return base64.b32encode(digest.digest()).rstrip(b"=").decode("ascii") == value.rstrip("=").upper()
