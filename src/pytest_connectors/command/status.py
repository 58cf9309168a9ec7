"""What does the exit status mean? The same in every question that a report answers."""

NONE_BREAKS, SOME_BREAK, NO_ANSWER = 0, 1, 2
