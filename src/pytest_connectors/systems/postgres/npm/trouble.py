"""Why could npm not give a server?"""


class NotFetched(Exception):  # not for users: it becomes a line of a NoMajor
    """npm does not give a server; the text is why, in a line."""
