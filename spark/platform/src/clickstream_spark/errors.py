"""The Python twin of `PlatformError` in libs/errors: an expected failure that a person can act on."""

from typing import Literal

Retry = Literal["never", "backoff", "afterFix"]


class PlatformError(Exception):
    """An expected failure: what, where, and what next. Anything else is a defect and keeps its stack.

    Attributes:
        code: Stable upper-case identifier; scripts match on it, never on the text.
        where: The place: a file, a key, a query.
        next: What to do about it; a real command where there is one.
        retry: Give up, try again later, or try again once a person changed something.
        exit_code: 1 for a failure, 2 for a refusal or an environment mistake.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        where: str | None = None,
        next: str | None = None,  # noqa: A002 - the name that users and the TypeScript twin know
        retry: Retry = "afterFix",
        exit_code: Literal[1, 2] = 1,
    ) -> None:
        """Keeps the message to one line; `code` comes first on it."""
        super().__init__(message)
        self.code = code
        self.where = where
        self.next = next
        self.retry = retry
        self.exit_code = exit_code

    def one_line(self) -> str:
        """The one line a user sees: `CODE  message (where). Next: ...`."""
        where = f" ({self.where})" if self.where else ""
        next_step = f". Next: {self.next}" if self.next else ""
        return f"{self.code}  {self}{where}{next_step}"
