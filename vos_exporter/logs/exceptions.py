"""Where an unexpected exception came from, without its message, which may quote what VOS said."""

import traceback
from pathlib import PurePath


def exception_fields(error: BaseException) -> dict[str, str]:
    """Type and frames of ``error`` for a log line, the innermost frame last."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(error).__name__, "where": where}
