"""What is wrong with an expression, and where."""

from playground.words.catalogue import ExplainedError, Message


class GraphError(ExplainedError):
    """An expression that cannot be read, or not be computed with these numbers.

    Attributes
    ----------
    position
        Where in the text, counted in characters from 0; the length of the text means its end.
    length
        How many characters from there are meant, at least 1.
    """

    def __init__(self, message: Message, position: int, length: int = 1) -> None:
        super().__init__(message)
        self.position = position
        self.length = length


class Undefined(ArithmeticError):  # noqa: N818  # it is no error until a place in a text is known
    """An operation has no value, or no derivative, for these numbers."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message
