"""Reading files that come from outside: checked before they are decoded, and while they are."""

from playground.intake.pictures import decode_picture as read_picture
from playground.intake.refusal import Refused

__all__ = ["Refused", "read_picture"]
