"""Pages with a script: what a content policy calls it, and data that may stand beside it."""

import base64
import hashlib
import json
from typing import Any

# What could end a script element, or a line of one, inside the JSON.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def digest_of(script: str) -> str:
    """What a content policy calls a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def as_data(facts: Any) -> str:
    """JSON that may stand in an element of a page: ASCII alone, and nothing in it ends the element."""
    return json.dumps(facts, ensure_ascii=True, allow_nan=False, separators=(",", ":")).translate(_ESCAPED)
