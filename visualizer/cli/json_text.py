"""Results as JSON, for other programs."""

import json
import math
from typing import Any


def json_text(value: Any) -> str:
    """One object over several lines; what is no finite number is null, as JSON has none."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value
