"""Choosing the encoding of a text among those that a profile names."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HEAD_BYTES = 65_536
_CHUNK_BYTES = 1 << 20


def codec_of(encoding: str) -> str:
    """Return the codec, which takes a byte order mark where there is one."""
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding


def fitting_encoding(encodings: Sequence[str], chunks: Iterable[bytes]) -> str:
    """Return the first encoding in which all chunks are text; the first one where none is.

    The last chunk may end within a character.
    """
    if len(encodings) == 1:
        return encodings[0]
    decoders = {name: codecs.getincrementaldecoder(codec_of(name))() for name in encodings}
    for chunk in chunks:
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk)
            except UnicodeError:
                del decoders[name]
    return next(iter(decoders), encodings[0])


def head_of(file: Path) -> bytes:
    """Return the first bytes of a file, by which it is recognised."""
    with file.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def chunks_of(file: Path) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
