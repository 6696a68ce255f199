"""What can go wrong. Every exception of this package is an `Error`."""


class Error(Exception):
    """Why a call failed. Its text never holds a hash; `status` is its kind and never changes its meaning."""

    def __init__(self, text: str, status: str = "error") -> None:
        super().__init__(text, status)
        self.status = status

    def __str__(self) -> str:
        return str(self.args[0])


class ArgumentError(Error, ValueError):
    """An argument that cannot be (`bad-argument`)."""


class ClosedError(Error):
    """An index or a matcher that has been closed (`closed-handle`)."""


class DecodeError(Error):
    """A file that is no picture or passes the limits: `unknown`, `unsupported`, `too-large`, `too-small`, `truncated`,
    `corrupt`, `panicked`, or `no-hash` for a picture that has no such hash."""


class FileError(Error, OSError):
    """A file that cannot be read or written (`io`)."""

    __str__ = Error.__str__


class IndexFileError(Error):
    """A file that is no index, or a damaged one (`bad-index`)."""


class CatalogueError(Error):
    """A catalogue that cannot be read, or does not belong to its index (`bad-catalogue`)."""
